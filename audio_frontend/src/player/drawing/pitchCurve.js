// @ts-check
/** A pitch curve on a logarithmic scale. */

/** @typedef {{time_s: number[], f0_hz: number[], target_hz: number[], confidence: number[], voiced: boolean[]}} Curve */
/** @typedef {{low: number, high: number, y: (hertz: number) => number}} Frame `y` is 0 at the top, 1 at the bottom */

const MIDDLE_C = 261.6256
const BREAK_S = 0.12 // longer pauses are not drawn over

/** @param {number[]} sorted @param {number} share */
const quantile = (sorted, share) => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)]

/** Pitches that a listener would call sung, from low to high. @param {Curve} curve @param {number[]} values */
const sung = (curve, values) => values.filter((hertz, at) => hertz > 0 && curve.voiced[at]).sort((a, b) => a - b)

/** Median, the range that all but a few moments lie in, and how much is sung at all; null where nothing is. @param {Curve} curve */
export function summaryOf(curve) {
  const pitches = sung(curve, curve.f0_hz)
  if (!pitches.length) return null
  return { low: quantile(pitches, 0.02), high: quantile(pitches, 0.98), median: quantile(pitches, 0.5), voiced: pitches.length / curve.f0_hz.length }
}

/** Room for both curves, at least an octave. @param {Curve} curve @returns {Frame} */
export function frameOfCurve(curve) {
  const all = [...sung(curve, curve.f0_hz), ...sung(curve, curve.target_hz)].sort((a, b) => a - b)
  const [from, to] = all.length ? [quantile(all, 0.005), quantile(all, 0.995)] : [110, 440]
  const middle = Math.sqrt(from * to)
  const half = Math.max(Math.log2(to / from) / 2 + 0.25, 0.6)
  const [low, high] = [middle * 2 ** -half, middle * 2 ** half]
  return { low, high, y: (hertz) => Math.log2(high / hertz) / Math.log2(high / low) }
}

/** Every C in sight; where there are too few, F sharp too. @param {Frame} frame @returns {number[]} */
export function octaves({ low, high }) {
  const notes = (/** @type {number} */ base) => Array.from({ length: 9 }, (_, at) => base * 2 ** (at - 4)).filter((hertz) => hertz > low * 1.02 && hertz < high / 1.02)
  const cs = notes(MIDDLE_C)
  return cs.length >= 2 ? cs : [...cs, ...notes(MIDDLE_C * Math.SQRT2)]
}

/**
 * @param {CanvasRenderingContext2D} context @param {number} width @param {number} height @param {Curve} curve @param {'f0_hz' | 'target_hz'} which
 * @param {import('../transport.js').Span} view @param {Frame} frame @param {{colour: string, width: number, dashed?: boolean, confidence?: number[]}} look
 */
export function paintCurve(context, width, height, curve, which, view, frame, look) {
  const x = (/** @type {number} */ time) => ((time - view.start) / (view.stop - view.start)) * width
  const values = curve[which]
  context.save()
  context.strokeStyle = look.colour
  context.lineWidth = look.width
  context.lineCap = look.dashed ? 'butt' : 'round'
  context.setLineDash(look.dashed ? [5, 4] : [])
  let last = -1
  context.beginPath()
  for (let at = 0; at < values.length; at++) {
    const time = curve.time_s[at]
    if (!(values[at] > 0) || !curve.voiced[at] || time < view.start || time > view.stop) continue
    const joined = last >= 0 && time - curve.time_s[last] <= Math.max(BREAK_S, 1.5 * (curve.time_s[1] - curve.time_s[0]))
    if (joined && look.confidence) { // each step as opaque as it is sure
      context.globalAlpha = 0.25 + 0.75 * look.confidence[at]
      context.beginPath()
      context.moveTo(x(curve.time_s[last]), frame.y(values[last]) * height)
      context.lineTo(x(time), frame.y(values[at]) * height)
      context.stroke()
    } else if (joined) context.lineTo(x(time), frame.y(values[at]) * height)
    else context.moveTo(x(time), frame.y(values[at]) * height)
    last = at
  }
  if (!look.confidence) context.stroke()
  context.restore()
}
