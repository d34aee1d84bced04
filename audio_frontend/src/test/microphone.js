// @ts-check
/** A microphone, and the clock of sound it runs on, for tests: each says what it hears, and when it goes away. */
import { vi } from 'vitest'

export const RATE = 48_000

/** A page that may record. @param {string} [error] the name of what getUserMedia rejects with */
export function fakeMicrophone(error) {
  const track = Object.assign(new EventTarget(), { stop: vi.fn() })
  const stream = { getTracks: () => [track], getAudioTracks: () => [track] }
  /** @type {{onmessage: ((message: {data: Float32Array}) => void) | null}} */
  const port = { onmessage: null }
  const getUserMedia = vi.fn(async () => {
    if (error) throw new DOMException('', error)
    return stream
  })
  const node = { connect: (/** @type {unknown} */ next) => next }
  vi.stubGlobal('isSecureContext', true)
  vi.stubGlobal('AudioWorkletNode', class {
    port = port
    connect = node.connect
  })
  const clock = vi.fn()
  vi.stubGlobal('AudioContext', class extends EventTarget {
    /** @param {AudioContextOptions} options */
    constructor(options) {
      super()
      clock(options)
    }

    sampleRate = RATE
    state = 'running'
    destination = {}
    audioWorklet = { addModule: async () => {} }
    resume = async () => {}
    close = async () => {}
    createMediaStreamSource = () => node
  })
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: Object.assign(new EventTarget(), { getUserMedia }) })
  /** @param {number} seconds @param {number} amplitude */
  const hear = (seconds, amplitude) => port.onmessage?.({ data: new Float32Array(Math.round(RATE * seconds)).fill(amplitude) })
  return { track, clock, getUserMedia, hear, unplug: () => track.dispatchEvent(new Event('ended')) }
}

export function noMicrophone() {
  vi.unstubAllGlobals()
  Reflect.deleteProperty(navigator, 'mediaDevices')
}
