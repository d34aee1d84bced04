// @ts-check
/**
 * The nodes: source → its track’s gain → its place → its group’s mastering → its group’s gain → gate → master → meters and
 * loudspeakers. A voice goes into the room from its gain: what the room answers stays in the middle.
 *
 * Mastering is what the studio does to a mix, as far as a browser can: a gain, then a limiter. It is the browser’s own
 * compressor at 20:1, which is there without a worklet, so over plain http too. Measured in Chromium against the studio’s
 * limiter, on a mix that it turns down by 2.8 dB: 0.2 dB louder, the difference 28 dB below the sound, peaks below 0 dBFS.
 */
import { factor } from './gain.js'

const RAMP_S = 0.015
const LIMITER = { ratio: 20, knee: 0, attack: 0.003, release: 0.25 }
/** The compressor looks so far ahead, by its specification; what goes past it is as late. */
const LOOK_AHEAD_S = 0.006
const SPECIFIED_MAKEUP = 0.6

/** @typedef {{gainDb: number, ceilingDb: number | null}} Mastering null: no limiter */

/** Without a click. @param {AudioParam} param @param {number} value @param {number} now */
function glide(param, value, now) {
  param.cancelScheduledValues(now)
  param.setValueAtTime(param.value, now)
  param.linearRampToValueAtTime(value, now + RAMP_S)
}

/** How a group is mastered; without, it is only as late as the others. @param {BaseAudioContext} context @param {Mastering | undefined} mastering */
function masterOf(context, mastering) {
  const input = context.createGain()
  input.gain.value = factor(mastering?.gainDb ?? 0)
  const ceilingDb = mastering?.ceilingDb ?? null
  if (ceilingDb === null) {
    const output = context.createDelay(LOOK_AHEAD_S)
    output.delayTime.value = Math.floor(LOOK_AHEAD_S * context.sampleRate) / context.sampleRate // whole samples: nothing is interpolated
    input.connect(output)
    return { input, output }
  }
  const limiter = context.createDynamicsCompressor()
  for (const [name, value] of Object.entries(LIMITER)) limiter[/** @type {keyof typeof LIMITER} */ (name)].value = value
  limiter.threshold.value = ceilingDb
  const output = context.createGain() // takes back what a compressor adds by itself
  output.gain.value = 10 ** ((SPECIFIED_MAKEUP * ceilingDb * (1 - 1 / LIMITER.ratio)) / 20)
  input.connect(limiter)
  limiter.connect(output)
  return { input, output }
}

/** A node that always has two channels; what is mono is in both. @param {BaseAudioContext} context */
function stereo(context) {
  const node = context.createGain()
  node.channelCount = 2
  node.channelCountMode = 'explicit'
  return node
}

/** Left and right apart, each with its own gain. @param {BaseAudioContext} context @param {[number, number]} gains */
function sidesOf(context, gains) {
  const input = stereo(context)
  const split = context.createChannelSplitter(2)
  input.connect(split)
  const sides = gains.map((gain, channel) => {
    const side = context.createGain()
    side.gain.value = gain
    split.connect(side, channel)
    return side
  })
  return { input, sides }
}

/** A place between left and right: a StereoPanner would fold one into the other. @param {BaseAudioContext} context @param {[number, number]} gains */
function placeOf(context, gains) {
  const { input, sides } = sidesOf(context, gains)
  const output = context.createChannelMerger(2)
  sides.forEach((side, channel) => side.connect(output, 0, channel))
  return { input, output, sides }
}

/** A reverb: what goes in is one channel, as in the studio; silent until it has a room and a level. @param {BaseAudioContext} context */
function roomOf(context) {
  const { input, sides } = sidesOf(context, [0.5, 0.5])
  const convolver = context.createConvolver()
  convolver.normalize = false
  const level = context.createGain()
  level.gain.value = 0
  for (const side of sides) side.connect(convolver) // their sum, one channel
  convolver.connect(level)
  return { input, sides, convolver, level }
}

/** A track: its gain, its meter behind that, its place. @param {BaseAudioContext} context @param {{track: number, sides: [number, number]}} gains @param {AudioNode} to @param {ReturnType<typeof roomOf> | null} room that it goes into too */
function stripOf(context, gains, to, room) {
  const gain = context.createGain()
  gain.gain.value = gains.track
  const meter = context.createAnalyser()
  meter.fftSize = 2048
  gain.connect(meter)
  const place = placeOf(context, gains.sides)
  gain.connect(place.input)
  place.output.connect(to)
  if (room) {
    gain.connect(room.input)
    room.level.connect(to)
  }
  return { gain, meter, sides: place.sides }
}

/** @param {AudioContext} context @param {Map<string, Mastering>} [mastering] of groups @param {Set<string>} [sends] tracks of one group that have the reverb */
export function createGraph(context, mastering = new Map(), sends = new Set()) {
  const gate = context.createGain()
  const master = context.createGain()
  const split = context.createChannelSplitter(2)
  const meters = [0, 1].map((channel) => {
    const meter = context.createAnalyser()
    meter.fftSize = 2048
    split.connect(meter, channel)
    return meter
  })
  gate.gain.value = 0
  gate.connect(master)
  master.connect(split)
  master.connect(context.destination)
  /** @type {Map<string, {master: ReturnType<typeof masterOf>, fader: GainNode}>} */
  const groups = new Map()
  /** @type {Map<string, ReturnType<typeof stripOf>>} */
  const tracks = new Map()
  const window = new Float32Array(2048)
  const loudest = (/** @type {AnalyserNode} */ meter) => (meter.getFloatTimeDomainData(window), window.reduce((most, value) => Math.max(most, Math.abs(value)), 0))
  const room = sends.size ? roomOf(context) : null

  /** @param {string} name @param {number} gain */
  const group = (name, gain) => {
    let nodes = groups.get(name)
    if (!nodes) {
      nodes = { master: masterOf(context, mastering.get(name)), fader: context.createGain() }
      nodes.fader.gain.value = gain
      nodes.master.output.connect(nodes.fader)
      nodes.fader.connect(gate)
      groups.set(name, nodes)
    }
    return nodes
  }
  return {
    context,
    /** @param {string} name @param {number} gain */
    setGroup: (name, gain) => glide(group(name, gain).fader.gain, gain, context.currentTime),
    /** @param {string} id @param {string} groupName @param {{track: number, sides: [number, number], group: number}} gains if they are new */
    track(id, groupName, gains) {
      const known = tracks.get(id)
      if (known) return known.gain
      const strip = stripOf(context, gains, group(groupName, gains.group).master.input, sends.has(id) ? room : null)
      tracks.set(id, strip)
      return strip.gain
    },
    /** @param {string} id @param {number} gain */
    setTrack(id, gain) {
      const node = tracks.get(id)?.gain
      if (node) glide(node.gain, gain, context.currentTime)
    },
    /** @param {string} id @param {[number, number]} sides gains of left and right */
    setSides: (id, sides) => tracks.get(id)?.sides.forEach((side, channel) => glide(side.gain, sides[channel], context.currentTime)),
    /** @param {AudioBuffer} response @param {boolean} inverted left and right of the voices are opposed: their mean would be silence */
    setRoom(response, inverted) {
      if (!room || response.sampleRate !== context.sampleRate) return
      room.convolver.buffer = response
      room.sides[1].gain.value = inverted ? -0.5 : 0.5
    },
    /** @param {number} level 1: as loud as the voice */
    setReverb: (level) => room && glide(room.level.gain, level, context.currentTime),
    /** @param {number} gain */
    setMaster: (gain) => glide(master.gain, gain, context.currentTime),
    /** Let sound through from then on. @param {number} at seconds of the context */
    openGate(at) {
      gate.gain.setValueAtTime(0, at)
      gate.gain.linearRampToValueAtTime(1, at + 0.004)
    },
    /** Silence in ten milliseconds; answers when. */
    closeGate() {
      const now = context.currentTime
      gate.gain.cancelScheduledValues(now)
      gate.gain.setValueAtTime(gate.gain.value, now)
      gate.gain.linearRampToValueAtTime(0, now + 0.01)
      return now + 0.012
    },
    /** The highest sample of the last moment, of both channels: 1 is full scale. */
    peak: () => Math.max(...meters.map(loudest)),
    /** The same of one track, behind its fader, its channels together. @param {string} id */
    trackPeak(id) {
      const meter = tracks.get(id)?.meter
      return meter ? loudest(meter) : 0
    },
  }
}
