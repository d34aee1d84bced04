// @ts-check
/** For tests: a context whose clock the test moves, and tracks whose every sample is known. */

/** @param {number} sampleRate */
export function fakeContext(sampleRate) {
  /** @type {{at: number, offset: number, length: number, first: number, stopped: number, track: any}[]} */
  const started = []
  /** @returns {any} */
  const param = (value = 1) => ({
    value,
    cancelScheduledValues() {},
    setValueAtTime(/** @type {number} */ next) { this.value = next },
    linearRampToValueAtTime(/** @type {number} */ next) { this.value = next },
  })
  const nodes = { connect() {}, disconnect() {} }
  const context = {
    sampleRate, currentTime: 0, outputLatency: 0, destination: nodes, closed: false,
    resume: async () => {}, suspend: async () => {}, addEventListener() {},
    async close() { this.closed = true },
    createGain: () => ({ ...nodes, gain: param(), connect(/** @type {any} */ to) { this.to = to }, to: /** @type {any} */ (null) }),
    createConvolver: () => ({ ...nodes, buffer: null }),
    createDelay: () => ({ ...nodes, delayTime: param(0) }),
    createDynamicsCompressor: () => ({ ...nodes, threshold: param(-24), ratio: param(12), knee: param(30), attack: param(0.003), release: param(0.25) }),
    createChannelSplitter: () => nodes,
    createChannelMerger: () => nodes,
    createAnalyser: () => ({ ...nodes, fftSize: 0, getFloatTimeDomainData() {} }),
    createBuffer: (/** @type {number} */ channels, /** @type {number} */ length) => ({ length, first: 0, copyToChannel(/** @type {Float32Array} */ data, /** @type {number} */ channel) { if (channel === 0) this.data = data }, data: /** @type {Float32Array | null} */ (null) }),
    createBufferSource: () => {
      const note = { at: 0, offset: 0, length: 0, first: 0, stopped: Infinity, track: /** @type {any} */ (null) }
      return {
        ...nodes, buffer: /** @type {any} */ (null), onended: null,
        connect(/** @type {any} */ to) { note.track = to },
        start(/** @type {number} */ at, /** @type {number} */ offset, /** @type {number} */ length) {
          Object.assign(note, { at, offset, length, first: this.buffer.data[Math.round(offset * sampleRate)] })
          started.push(note)
        },
        stop(/** @type {number} */ at = 0) { note.stopped = at },
      }
    },
  }
  return { context: /** @type {AudioContext} */ (/** @type {unknown} */ (context)), started, move: (/** @type {number} */ seconds) => void (context.currentTime += seconds) }
}

/** Every sample is the number of its frame: what plays tells where it is from. @param {number} sampleRate @param {number} frames */
export function fakeTracks(sampleRate, frames) {
  /** @type {Map<string, (() => void)[]>} */
  const held = new Map()
  /** @type {string[]} */
  const opened = []
  /** @type {string[]} */
  const reads = []
  return {
    opened, reads,
    /** Reads of this address wait until `release`. @param {string} url */
    hold: (url) => void held.set(url, []),
    /** @param {string} url */
    release(url) {
      const waiting = held.get(url) ?? []
      held.delete(url)
      waiting.forEach((go) => go())
    },
    /** @param {string} url @returns {Promise<import('@/player/multitrack/wavSource.js').WavSource>} */
    async open(url) {
      opened.push(url)
      return {
        format: { sampleRate, channels: 1, bits: 16, coding: 'pcm', frames, dataStart: 44 },
        async read(start, count) {
          reads.push(`${url} ${start}`)
          const queue = held.get(url)
          if (queue) await new Promise((go) => void queue.push(() => go(null)))
          return [Float32Array.from({ length: Math.min(count, frames - start) }, (_, at) => start + at)]
        },
      }
    },
  }
}
