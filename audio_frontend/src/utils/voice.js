// @ts-check
/** What is known of a voice, in words; facts have units in their names. */
import { t } from '../strings/en.js'
import { kilohertz, note, roughly } from './format.js'

/** @typedef {import('../services/api.js').Voice} Voice */

export const LONGEST_NAME = 80 // as the studio's own limit
const NOISY_DB = 25 // as the studio's own warning
const told = t.voices.facts
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** @param {Record<string, unknown>} facts @param {string} name @returns {number | null} */
const number = (facts, name) => (typeof facts[name] === 'number' ? facts[name] : null)

/** Rows of a table: what, and how much. A preset has no range of its own. @param {Voice} voice @returns {[string, string][]} */
export function factsOf({ kind, facts }) {
  return kind === 'preset' ? presetFacts(facts) : clipFacts(facts)
}

/** @param {Record<string, unknown>} facts @returns {[string, string][]} */
function presetFacts(facts) {
  const shift = number(facts, 'range_shift_semitones')
  if (shift === null) return []
  return [[told.key, shift === 0 ? told.asSong : shift < 0 ? told.lower(-shift) : told.higher(shift)]]
}

/** @param {Record<string, unknown>} facts @returns {[string, string][]} */
function clipFacts(facts) {
  const [low, high, median] = [number(facts, 'f0_low_hz'), number(facts, 'f0_high_hz'), number(facts, 'f0_median_hz')]
  const [voiced, all] = [number(facts, 'voiced_seconds'), number(facts, 'duration_seconds')]
  const [snr, band] = [number(facts, 'snr_db'), number(facts, 'bandwidth_hz')]
  /** @type {[string, string][]} */
  const rows = []
  if (low !== null && high !== null) rows.push([told.range, t.voices.range(note(low), note(high))])
  if (median !== null) rows.push([told.median, told.middle(note(median), whole.format(median))])
  if (voiced !== null && all !== null) rows.push([told.heard, told.of(roughly(voiced), roughly(all))])
  if (snr !== null) rows.push([told.noise, snr < NOISY_DB ? told.noisy(whole.format(snr)) : told.quiet(whole.format(snr))])
  if (band !== null) rows.push([told.clarity, told.upTo(kilohertz(band))])
  return rows
}

/** @param {Voice} voice @returns {string[]} */
export const warningsOf = ({ facts }) => (Array.isArray(facts.warnings) ? facts.warnings.map(String) : [])

/** One sentence about a preset; "" where there is none. @param {Voice} voice */
export const summaryOfVoice = ({ facts }) => (typeof facts.summary === 'string' ? facts.summary : '')
