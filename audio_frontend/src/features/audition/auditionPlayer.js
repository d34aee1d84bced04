// @ts-check
/** One passage in many voices at one play head: it loops, and a touch changes the voice within the bar. */
import { claimPlayback, releasePlayback } from '@/player/exclusivePlayback.js'
import { store } from '@/player/transport.js'

const FADE_S = 0.02
/** Decoding needs a context and makes no sound; what it gives plays in any other. */
const DECODING_HZ = 44_100

/** @typedef {{playing: string | null, silent: boolean}} Heard `playing`: whose voice; `silent`: no sound comes out of this computer */
/** @typedef {{source: AudioBufferSourceNode, gain: GainNode}} Running */

export function createAuditionPlayer() {
  const { subscribe, snapshot, change } = store(/** @type {Heard} */ ({ playing: null, silent: false }))
  /** @type {Map<string, AudioBuffer>} */
  const buffers = new Map()
  /** @type {AudioContext | null} */
  let context = null
  /** @type {Running | null} */
  let running = null
  let began = 0 // of the context's clock, where the passage would have begun
  let rest = 0 // where the play head waits

  const length = () => buffers.values().next().value?.duration ?? 0
  const time = () => (running && context && length() ? (context.currentTime - began) % length() : rest)

  /** Fades out what runs; nothing is cut. @param {AudioContext} on */
  const end = (on) => {
    if (!running) return
    const { source, gain } = running
    gain.gain.setTargetAtTime(0, on.currentTime, FADE_S / 3)
    source.stop(on.currentTime + 3 * FADE_S)
    running = null
  }
  const stop = () => {
    rest = time()
    if (context) end(context)
    change({ playing: null })
  }
  /** @param {AudioContext} on @param {AudioBuffer} buffer @param {number} at */
  const begin = (on, buffer, at) => {
    const source = new AudioBufferSourceNode(on, { buffer, loop: true })
    const gain = new GainNode(on, { gain: 0 })
    source.connect(gain).connect(on.destination)
    gain.gain.setTargetAtTime(1, on.currentTime, FADE_S / 3)
    source.start(on.currentTime, at)
    began = on.currentTime - at
    running = { source, gain }
  }

  return {
    subscribe, snapshot, time, length, stop,
    /** @param {string} id */
    has: (id) => buffers.has(id),
    /** A WAV. @param {string} id @param {ArrayBuffer} wav */
    async add(id, wav) {
      buffers.set(id, await new OfflineAudioContext(2, 1, DECODING_HZ).decodeAudioData(wav))
    },
    /** From where the play head is; from the start where nothing was heard yet. @param {string} id */
    async play(id) {
      const buffer = buffers.get(id)
      if (!buffer) return
      claimPlayback(stop)
      context ??= new AudioContext()
      const at = time() % buffer.duration
      end(context)
      begin(context, buffer, at)
      change({ playing: id, silent: false })
      await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 1000))]).catch(() => {})
      if (context?.state !== 'running') change({ playing: null, silent: true })
    },
    /** Another passage: what was there is forgotten. */
    clear() {
      stop()
      rest = 0
      buffers.clear()
    },
    close() {
      stop()
      releasePlayback(stop)
      buffers.clear()
      void context?.close()
      context = null
    },
  }
}

/** @typedef {ReturnType<typeof createAuditionPlayer>} AuditionPlayer */
