// @ts-check
/** One passage in many voices at one play head: it loops, and a touch changes the voice within the bar. */
import { startContext } from '@/lib/sound/sound.js'
import { claimPlayback, releasePlayback } from '@/player/exclusivePlayback.js'
import { store } from '@/player/transport.js'

const FADE_S = 0.02
/** Decoding needs a context and makes no sound; what it gives plays in any other. */
const DECODING_HZ = 44_100

/** @typedef {{playing: string | null, silent: boolean}} Heard `playing`: whose voice; `silent`: no sound comes out of this computer */
/** @typedef {{source: AudioBufferSourceNode, gain: GainNode}} Running */

export function createAuditionPlayer() {
  const { subscribe, snapshot, change, tell } = store(/** @type {Heard} */ ({ playing: null, silent: false }))
  /** @type {Map<string, AudioBuffer>} */
  const buffers = new Map()
  /** @type {AudioContext | null} */
  let context = null
  /** @type {Running | null} */
  let running = null
  let began = 0 // of the context's clock, where the passage would have begun
  let last = '' // whose voice was heard last
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
    releasePlayback(stop)
    change({ playing: null })
  }
  /** @param {AudioContext} on @param {AudioBuffer} buffer @param {number} at */
  const begin = (on, buffer, at) => {
    end(on)
    const source = new AudioBufferSourceNode(on, { buffer, loop: true })
    const gain = new GainNode(on, { gain: 0 })
    source.connect(gain).connect(on.destination)
    gain.gain.setTargetAtTime(1, on.currentTime, FADE_S / 3)
    source.start(on.currentTime, at)
    began = on.currentTime - at
    running = { source, gain }
  }

  /** From where the play head is; from the start where nothing was heard yet. @param {string} id */
  const play = async (id) => {
    const buffer = buffers.get(id)
    if (!buffer) return
    claimPlayback(stop)
    context ??= new AudioContext()
    last = id
    begin(context, buffer, time() % buffer.duration)
    change({ playing: id, silent: false })
    await startContext(context).catch(() => {
      stop()
      change({ silent: true })
    })
  }
  /** @param {number} to seconds */
  const seek = (to) => {
    const { playing } = snapshot()
    const buffer = playing === null ? undefined : buffers.get(playing)
    rest = Math.min(Math.max(to, 0), length())
    if (context && buffer) begin(context, buffer, rest % buffer.duration)
    tell()
  }

  return {
    subscribe, snapshot, time, length, stop, play,
    /** For who knows of players and not of voices: it goes on in the voice that was heard last. */
    transport: {
      subscribe, time, seek, pause: stop,
      snapshot: () => ({ state: snapshot().playing === null ? /** @type {const} */ ('paused') : /** @type {const} */ ('playing') }),
      get duration() {
        return length()
      },
      play: () => void play(last),
    },
    /** @param {string} id */
    has: (id) => buffers.has(id),
    /** A WAV. @param {string} id @param {ArrayBuffer} wav */
    async add(id, wav) {
      buffers.set(id, await new OfflineAudioContext(2, 1, DECODING_HZ).decodeAudioData(wav))
    },
    /** Another passage: what was there is forgotten. */
    clear() {
      stop()
      rest = 0
      buffers.clear()
    },
    close() {
      stop()
      buffers.clear()
      void context?.close()
      context = null
    },
  }
}

/** @typedef {ReturnType<typeof createAuditionPlayer>} AuditionPlayer */
