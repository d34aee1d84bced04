// @ts-check
/** The microphone as blocks of samples, as it hears: no echo or noise is taken away, no gain is moved. */
import { startContext } from '@/lib/sound/sound.js'

/** @typedef {'insecure' | 'unsupported'} Never why this browser records nothing here */
/** @typedef {'refused' | 'none' | 'busy' | 'gone' | 'failed'} Trouble */
/** @typedef {{sampleRate: number, close: () => void}} Microphone */

const CONSTRAINTS = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 }
const WORKLET = `${import.meta.env.BASE_URL}blocks.js`
const LATENCY_SECONDS = 0.2 // on a busy computer the default, 0.01, lost 10 to 30 ms about eight times in 11 s; from 0.1 on none

/** @type {Record<string, Trouble>} */
const TROUBLES = { NotAllowedError: 'refused', SecurityError: 'refused', NotFoundError: 'none', OverconstrainedError: 'none', NotReadableError: 'busy', AbortError: 'busy' }

/** A page over plain http from another computer is given no microphone. @returns {Never | null} */
export function whyNever() {
  if (!window.isSecureContext) return 'insecure'
  return 'mediaDevices' in navigator && 'getUserMedia' in navigator.mediaDevices && 'AudioWorkletNode' in window ? null : 'unsupported'
}

/** @param {unknown} error @returns {Trouble} */
export const troubleOf = (error) => TROUBLES[/** @type {{name?: string}} */ (error)?.name ?? ''] ?? 'failed'

/** A clock that needs no loudspeaker, where the browser can. Nobody hears it, so it may be late rather than lose sound. */
const contextOf = () => new AudioContext(/** @type {any} */ ({ sinkId: { type: 'none' }, latencyHint: LATENCY_SECONDS }))

/** @param {MediaStream} stream */
const release = (stream) => stream.getTracks().forEach((track) => track.stop())

/**
 * Asks for it and listens. Whatever happens, aborting gives it back.
 * @param {{onBlock: (mono: Float32Array) => void, onGone: () => void, signal: AbortSignal}} wanted `onGone`: it was unplugged, or taken away
 * @returns {Promise<Microphone>} rejected as getUserMedia is
 */
export async function openMicrophone({ onBlock, onGone, signal }) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: CONSTRAINTS })
  /** @type {AudioContext | null} */
  let context = null
  const close = () => {
    release(stream)
    if (context?.state !== 'closed') context?.close().catch(() => {})
  }
  signal.addEventListener('abort', close, { once: true })
  try {
    signal.throwIfAborted()
    context = contextOf()
    await context.audioWorklet.addModule(WORKLET)
    const node = new AudioWorkletNode(context, 'blocks', { numberOfOutputs: 1, channelCount: 1, channelCountMode: 'explicit' })
    node.port.onmessage = ({ data }) => signal.aborted || onBlock(data)
    context.createMediaStreamSource(stream).connect(node).connect(context.destination) // it gives silence; unconnected it may stand still
    stream.getAudioTracks().forEach((track) => track.addEventListener('ended', () => signal.aborted || onGone()))
    await startContext(context)
    signal.throwIfAborted()
    return { sampleRate: context.sampleRate, close }
  } catch (error) {
    close()
    throw error
  }
}
