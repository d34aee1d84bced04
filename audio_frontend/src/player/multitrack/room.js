// @ts-check
/**
 * A room for the reverb that is heard before it is mixed: the studio's recipe (dsp/room/impulse_response.py) with other
 * noise. Diffuse, decaying, darker with time, as loud as the voice that goes in.
 */

const PRE_DELAY_S = 0.015
const BUILD_UP_S = 0.01
const EDGES_HZ = [150, 250, 1000, 2500, 5000, 9000]
/** Of the RT60, for each band. */
const DECAY_FACTORS = [0.9, 1, 0.85, 0.6, 0.4]
const DECAYED_RT60S = 1.1
const VOICE_KNEE_HZ = 800
const BUTTERWORTH_DB = -3.01
const [SHORTEST_S, LONGEST_S] = [0.15, 4]
const SEED = 10

/** −1 to 1, the same every time. @param {number} seed @returns {() => number} */
function noiseFrom(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  }
}

/** @param {BaseAudioContext} context @param {number} frames */
function noiseOf(context, frames) {
  const buffer = context.createBuffer(2, frames, context.sampleRate)
  for (const channel of [0, 1]) {
    const next = noiseFrom(SEED + channel)
    const data = buffer.getChannelData(channel)
    for (let at = 0; at < frames; at++) data[at] = next()
  }
  return buffer
}

/** Nodes in a row. @param {AudioNode[]} nodes */
const chain = (...nodes) => nodes.reduce((from, to) => (from.connect(to), to))

/** @param {BaseAudioContext} context @param {BiquadFilterType} type @param {number} hertz @param {number} [gainDb] */
function filter(context, type, hertz, gainDb = 0) {
  const node = context.createBiquadFilter()
  node.type = type
  node.frequency.value = hertz
  node.gain.value = gainDb
  node.Q.value = BUTTERWORTH_DB
  return node
}

/** How much of a voice's loudness (K-weighted) is left of each channel. @param {AudioBuffer} sound @returns {Promise<number[]>} energies */
async function voiceEnergies(sound) {
  const context = new OfflineAudioContext(2, sound.length, sound.sampleRate)
  const source = new AudioBufferSourceNode(context, { buffer: sound })
  chain(source, filter(context, 'highpass', EDGES_HZ[0]), filter(context, 'highshelf', 1500, 4), filter(context, 'lowpass', VOICE_KNEE_HZ), context.destination)
  source.start()
  const heard = await context.startRendering()
  return [0, 1].map((channel) => heard.getChannelData(channel).reduce((sum, value) => sum + value * value, 0))
}

/** @param {number} sampleRate @param {number} rt60 seconds @returns {Promise<AudioBuffer>} an impulse response of two channels */
export async function makeRoom(sampleRate, rt60) {
  const seconds = Math.min(Math.max(rt60, SHORTEST_S), LONGEST_S)
  const frames = Math.ceil((PRE_DELAY_S + DECAYED_RT60S * seconds) * sampleRate)
  const context = new OfflineAudioContext(2, frames, sampleRate)
  const growth = context.createGain()
  growth.gain.setValueAtTime(0, PRE_DELAY_S)
  growth.gain.linearRampToValueAtTime(1, PRE_DELAY_S + BUILD_UP_S)
  growth.connect(context.destination)
  const buffer = noiseOf(context, frames)
  DECAY_FACTORS.forEach((decayFactor, band) => {
    const source = new AudioBufferSourceNode(context, { buffer })
    const fall = context.createGain()
    fall.gain.setValueAtTime(1, PRE_DELAY_S)
    fall.gain.exponentialRampToValueAtTime(10 ** ((-3 * DECAYED_RT60S) / decayFactor), PRE_DELAY_S + DECAYED_RT60S * seconds)
    chain(source, filter(context, 'highpass', EDGES_HZ[band]), filter(context, 'lowpass', EDGES_HZ[band + 1]), fall, growth)
    source.start(PRE_DELAY_S)
  })
  const room = await context.startRendering()
  const impulse = context.createBuffer(2, frames, sampleRate)
  for (const channel of [0, 1]) impulse.getChannelData(channel)[0] = 1
  const [answers, [dry]] = await Promise.all([voiceEnergies(room), voiceEnergies(impulse)])
  for (const channel of [0, 1]) {
    const gain = Math.sqrt(dry / answers[channel])
    const data = room.getChannelData(channel)
    for (let at = 0; at < frames; at++) data[at] *= gain
  }
  return room
}
