// @ts-check
/** One file behind an `<audio>`: the browser fetches what it needs of it by Range. */
import { t } from '@/lib/strings/index.js'
import { releasePlayback, claimPlayback } from './exclusivePlayback.js'
import { store } from './transport.js'

/** @typedef {import('./transport.js').Transport & {element: HTMLAudioElement, open: () => void, retry: () => void, close: () => void}} Media */

/** Nothing is fetched before `open`; after `close` it may be opened again. @param {string} src @param {number} duration seconds @returns {Media} */
export function createMedia(src, duration) {
  const element = new Audio()
  element.preload = 'metadata'
  const { subscribe, snapshot, change, tell } = store(/** @type {import('./transport.js').Playing} */ ({ state: 'paused', loop: null, muted: false, volume: 1, problem: null }))
  let watch = 0
  let before = 0

  const failed = () => change({ state: 'paused', problem: snapshot().problem ?? t.wave.unplayable })
  const stop = () => element.pause()

  /** An exact loop needs to look more often than `timeupdate` does. */
  const look = () => {
    const { loop } = snapshot()
    const time = element.currentTime
    if (loop && before < loop.stop && time >= loop.stop && time - before < 1) element.currentTime = loop.start // a seek beyond it stays there
    before = element.currentTime
    watch = requestAnimationFrame(look)
  }
  const rest = () => cancelAnimationFrame(watch)
  /** A loop that ends with the song. */
  const again = () => {
    claimPlayback(stop) // left when the song ended
    element.currentTime = snapshot().loop?.start ?? 0
    void element.play().catch(failed)
  }

  /** @type {Record<string, () => void>} */
  const events = {
    playing: () => (change({ state: 'playing', problem: null }), rest(), look()),
    waiting: () => !element.paused && change({ state: 'waiting' }),
    pause: () => (rest(), releasePlayback(stop), change({ state: 'paused' })),
    ended: () => (rest(), snapshot().loop ? again() : change({ state: 'paused' })),
    seeked: tell,
    error: () => element.error && element.src && failed(),
  }

  return {
    element, duration, subscribe, snapshot,
    time: () => Math.min(element.currentTime, duration),
    open() {
      for (const [name, act] of Object.entries(events)) element.addEventListener(name, act)
      element.src = src
    },
    play() {
      claimPlayback(stop)
      change({ state: 'waiting', problem: null })
      if (element.currentTime >= duration - 0.05) element.currentTime = 0
      element.play().catch((/** @type {DOMException} */ error) => {
        if (error.name === 'AbortError') return // paused before it began, or superseded
        if (error.name === 'NotAllowedError') change({ state: 'paused', problem: t.wave.notAllowed })
        else failed()
      })
    },
    pause: stop,
    seek(time) {
      element.currentTime = Math.min(Math.max(time, 0), duration)
      tell()
    },
    setLoop(loop) {
      change({ loop })
      if (loop && element.currentTime >= loop.stop) element.currentTime = loop.start
    },
    setMuted(muted) {
      element.muted = muted
      change({ muted })
    },
    setVolume(volume) {
      element.volume = volume
      change({ volume })
    },
    retry() {
      const at = element.currentTime
      change({ problem: null })
      element.load()
      element.currentTime = at
    },
    close() {
      rest()
      stop()
      releasePlayback(stop)
      for (const [name, act] of Object.entries(events)) element.removeEventListener(name, act)
      element.removeAttribute('src')
      element.load() // lets the connection go
      change({ state: 'paused' })
    },
  }
}
