// @ts-check
/** Drawings of sound on a canvas. */

/** @typedef {import('../transport.js').Span} Span */

/**
 * The outline of a waveform, all channels in one, over the part that is in sight.
 * @param {CanvasRenderingContext2D} context @param {number} width @param {number} height
 * @param {{data: number[][], duration_s: number}} peaks per channel min, max, min, max … @param {Span} view
 */
export function paintPeaks(context, width, height, peaks, view) {
  const points = peaks.data[0].length / 2
  const point = (/** @type {number} */ x) => ((view.start + (x / width) * (view.stop - view.start)) / peaks.duration_s) * points
  const middle = height / 2
  context.beginPath()
  for (let x = 0; x < width; x++) {
    const first = Math.max(Math.floor(point(x)), 0)
    const last = Math.min(Math.max(Math.ceil(point(x + 1)), first + 1), points)
    let [low, high] = [0, 0]
    for (const channel of peaks.data) {
      for (let at = first; at < last; at++) {
        low = Math.min(low, channel[2 * at])
        high = Math.max(high, channel[2 * at + 1])
      }
    }
    const top = middle - high * middle * 0.95
    context.rect(x, top, 1, Math.max(middle - low * middle * 0.95 - top, 1))
  }
  context.fill()
}
