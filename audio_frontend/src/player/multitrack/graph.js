// @ts-check
/** The nodes: source → its track’s gain → its group’s gain → gate → master → meters and loudspeakers. */

const RAMP_S = 0.015

/** Without a click. @param {AudioParam} param @param {number} value @param {number} now */
function glide(param, value, now) {
  param.cancelScheduledValues(now)
  param.setValueAtTime(param.value, now)
  param.linearRampToValueAtTime(value, now + RAMP_S)
}

/** @param {AudioContext} context */
export function createGraph(context) {
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
  /** @type {Map<string, GainNode>} */
  const groups = new Map()
  /** @type {Map<string, GainNode>} */
  const tracks = new Map()
  const window = new Float32Array(2048)

  /** @param {string} name @param {number} gain */
  const group = (name, gain) => {
    let node = groups.get(name)
    if (!node) {
      node = context.createGain()
      node.gain.value = gain
      node.connect(gate)
      groups.set(name, node)
    }
    return node
  }
  return {
    context,
    /** @param {string} name @param {number} gain */
    setGroup: (name, gain) => glide(group(name, gain).gain, gain, context.currentTime),
    /** @param {string} id @param {string} groupName @param {{track: number, group: number}} gains if they are new */
    track(id, groupName, gains) {
      let node = tracks.get(id)
      if (!node) {
        node = context.createGain()
        node.gain.value = gains.track
        node.connect(group(groupName, gains.group))
        tracks.set(id, node)
      }
      return node
    },
    /** @param {string} id @param {number} gain */
    setTrack(id, gain) {
      const node = tracks.get(id)
      if (node) glide(node.gain, gain, context.currentTime)
    },
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
    peak: () => Math.max(...meters.map((meter) => (meter.getFloatTimeDomainData(window), window.reduce((most, value) => Math.max(most, Math.abs(value)), 0)))),
  }
}
