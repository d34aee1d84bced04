// @ts-check
/** Keys in words. */
import { signed } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'

const words = t.song.key

/** 0 → "as sung", −12 → "one octave down", 3 → "+3 semitones". @param {number} semitones */
export function moveLabel(semitones) {
  const named = { 0: words.asSung, '-12': words.octaveDown, 12: words.octaveUp, '-24': words.octavesDown, 24: words.octavesUp }
  return /** @type {Record<string, string>} */ (named)[String(semitones)] ?? (Math.abs(semitones) === 1 ? words.semitone : words.semitones)(signed(semitones))
}

/** @param {number} hertz @param {number} semitones */
export const movedBy = (hertz, semitones) => hertz * 2 ** (semitones / 12)

/** The note number of a pitch: A4 is 69. @param {number} hertz */
export const midi = (hertz) => 69 + 12 * Math.log2(hertz / 440)

/** @typedef {{name: string, low: number | null, middle: number, high: number | null}} Bar in Hz; low and high null: only about where it lies */

/** The octaves an axis needs for these bars, with some air. @param {Bar[]} bars @returns {{from: number, to: number, ticks: number[]}} note numbers; ticks are the Cs */
export function axisOf(bars) {
  const heights = bars.flatMap(({ low, middle, high }) => [low, middle, high]).filter((hertz) => hertz !== null && hertz > 0).map((hertz) => midi(/** @type {number} */ (hertz)))
  const from = Math.floor((Math.min(...heights) - 2) / 12) * 12
  const to = Math.ceil((Math.max(...heights) + 2) / 12) * 12
  return { from, to, ticks: Array.from({ length: (to - from) / 12 + 1 }, (_, at) => from + at * 12) }
}
