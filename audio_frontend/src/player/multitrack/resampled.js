// @ts-check
/** A sound at another rate, so that sounds of several rates share one play head: windowed sinc, the same wherever it is cut. */

/** @typedef {import('./wavSource.js').WavSource} WavSource */

const ZERO_CROSSINGS = 14 // of the sinc, on either side
const PASSED = 0.93 // of what both rates can hold; above, the filter falls off

/** @param {number} one @param {number} other @returns {number} */
const divisor = (one, other) => (other ? divisor(other, one % other) : one)

/**
 * The same sound with `rate` frames a second.
 * @param {WavSource} source @param {number} rate @returns {WavSource}
 */
export function atRate(source, rate) {
  const { sampleRate, frames } = source.format
  if (sampleRate === rate) return source
  const total = Math.round((frames * rate) / sampleRate)
  const filter = filterOf(sampleRate, rate)
  return {
    format: { ...source.format, sampleRate: rate, frames: total },
    async read(start, count, signal) {
      const wanted = Math.max(Math.min(count, total - start), 0)
      const from = Math.max(Math.floor((start * sampleRate) / rate) - filter.reach, 0)
      const until = Math.ceil(((start + wanted) * sampleRate) / rate) + filter.reach + 1
      const channels = await source.read(from, wanted ? until - from : 0, signal)
      return channels.map((channel) => filter.apply(channel, from, start, wanted))
    },
  }
}

/**
 * Frames fall between the source's at a few places only, each with its own weights.
 * @param {number} sampleRate of the source @param {number} rate
 */
function filterOf(sampleRate, rate) {
  const places = rate / divisor(sampleRate, rate)
  const passed = PASSED * Math.min(1, rate / sampleRate)
  const reach = Math.ceil(ZERO_CROSSINGS / passed)
  const weights = Array.from({ length: places }, (_, place) => Float32Array.from({ length: 2 * reach }, (__, tap) => weight(tap - reach + 1 - place / places, passed, reach)))
  return {
    reach,
    /** @param {Float32Array} channel the source from frame `from` on @param {number} from @param {number} start first frame wanted @param {number} count */
    apply(channel, from, start, count) {
      const made = new Float32Array(count)
      for (let at = 0; at < count; at++) {
        const exact = (start + at) * sampleRate // in 1/rate of the source's frames
        const whole = Math.floor(exact / rate)
        const taps = weights[Math.round(((exact - whole * rate) * places) / rate)]
        const first = whole - reach + 1 - from
        let sum = 0
        for (let tap = Math.max(-first, 0); tap < taps.length && first + tap < channel.length; tap++) sum += taps[tap] * channel[first + tap]
        made[at] = sum
      }
      return made
    },
  }
}

/** A sinc under a Blackman window. @param {number} at source frames from the middle @param {number} passed of the source's band @param {number} reach */
function weight(at, passed, reach) {
  if (Math.abs(at) >= reach) return 0
  const angle = (Math.PI * at) / reach
  const window = 0.42 + 0.5 * Math.cos(angle) + 0.08 * Math.cos(2 * angle)
  return (at === 0 ? passed : Math.sin(Math.PI * passed * at) / (Math.PI * at)) * window
}
