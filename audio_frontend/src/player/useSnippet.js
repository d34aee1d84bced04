// @ts-check
import { useSyncExternalStore } from 'react'
import { claimPlayback, releasePlayback } from './exclusivePlayback.js'

/**
 * Short sounds (a voice's sample, a finished segment) through one `<audio>` for the whole page.
 * @typedef {{url: string | null, state: 'idle' | 'loading' | 'playing' | 'failed'}} Snippet
 */

/** @type {Snippet} */
let now = { url: null, state: 'idle' }
/** @type {Set<() => void>} */
const listeners = new Set()
/** @type {HTMLAudioElement | null} */
let player = null

/** @param {Snippet} next */
function tell(next) {
  now = next
  listeners.forEach((listener) => listener())
}

function stop() {
  player?.pause()
  releasePlayback(stop)
  tell({ url: null, state: 'idle' })
}

function audio() {
  if (!player) {
    player = new Audio()
    player.addEventListener('playing', () => tell({ ...now, state: 'playing' }))
    player.addEventListener('ended', stop)
    player.addEventListener('error', () => now.url && tell({ ...now, state: 'failed' }))
  }
  return player
}

/** Play it, or stop it when it plays. @param {string} url */
function toggle(url) {
  if (now.url === url && now.state !== 'failed') return stop()
  claimPlayback(stop)
  tell({ url, state: 'loading' })
  const element = audio()
  element.src = url
  element.play().catch((error) => {
    if (error.name !== 'AbortError' && now.url === url) tell({ url, state: 'failed' }) // superseded by the next one: no failure
  })
}

/** It is going away: it must not sound on. @param {string} url */
export function stopSnippet(url) {
  if (now.url === url) stop()
}

/** @param {() => void} listener */
const subscribe = (listener) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useSnippet() {
  const snippet = useSyncExternalStore(subscribe, () => now)
  return { snippet, toggle }
}
