// @ts-check
/** What is known of a voice, in words; facts have units in their names. */
import { kilohertz, note, roughly, share } from '@/lib/format.js'
import { notesOf } from '@/lib/messages.js'
import { t } from '@/lib/strings/index.js'
import { madeWith } from '@/lib/voice.js'

/** @typedef {import('@/lib/api.js').Voice} Voice */

export const LONGEST_NAME = 80 // as the studio's own limit
export const LONGEST_LICENCE = 1000 // as the studio's own limit
export const MOST_CLIPS = 8 // as the studio's own limit
const LEAST_LEARNED = 0.2 // with less the studio takes only the colour of a voice
const NOISY_DB = 25 // as the studio's own warning
const words = t.voices.facts
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** @param {Record<string, unknown>} facts @param {string} name @returns {number | null} */
const number = (facts, name) => (typeof facts[name] === 'number' ? facts[name] : null)

/** Rows of a table: what, and how much. A preset has no range of its own. @param {Voice} voice @returns {[string, string][]} */
export function factsOf({ kind, facts }) {
  return { preset: presetFacts, clip: clipFacts, checkpoint: trainedFacts }[kind](facts)
}

/** @param {Voice['facts']} facts @returns {[string, string][]} */
function trainedFacts(facts) {
  const { speakers = [], has_index, has_clusters, range_by } = facts
  const [low, high, median, rate] = ['f0_low_hz', 'f0_high_hz', 'f0_median_hz', 'sample_rate'].map((name) => number(facts, name))
  /** @type {[string, string][]} */
  const rows = []
  const made = madeWith(facts)
  if (made) rows.push([words.made, made])
  if (rate !== null) rows.push([words.rate, kilohertz(rate)])
  if (low !== null && high !== null) rows.push([words.followed, t.voices.range(note(low), note(high))])
  if (median !== null) rows.push([words.median, [words.middle(note(median), whole.format(median)), range_by && words.rangeBy[range_by]].filter(Boolean).join(', ')])
  if (speakers && speakers.length > 1) rows.push([words.speakers, words.speakersLabel(speakers.map(({ name }) => name))])
  if (made) rows.push([words.retrieval, [has_index && words.index, has_clusters && words.clusters].filter(Boolean).join(', ') || words.noRetrieval])
  if (facts.has_f0 === false) rows.push([words.pitch, words.noPitch])
  rows.push([words.licence, facts.licence || words.noLicence])
  return rows
}

/** @param {Record<string, unknown>} facts @returns {[string, string][]} */
function presetFacts(facts) {
  const shift = number(facts, 'range_shift_semitones')
  if (shift === null) return []
  return [[words.key, shift === 0 ? words.asSong : shift < 0 ? words.lower(-shift) : words.higher(shift)]]
}

/** @param {Voice['facts']} facts @returns {[string, string][]} */
function clipFacts(facts) { // where there are checks, they speak of noise and clarity
  const [low, high, median] = [number(facts, 'f0_low_hz'), number(facts, 'f0_high_hz'), number(facts, 'f0_median_hz')]
  const [voiced, all] = [number(facts, 'voiced_seconds'), number(facts, 'duration_seconds')]
  const [snr, band, bright] = [number(facts, 'snr_db'), number(facts, 'bandwidth_hz'), number(facts, 'brightness_db')]
  const [trimmed, learned] = [number(facts, 'trimmed_seconds'), number(facts, 'learned')]
  const clips = facts.clips ?? []
  /** @type {[string, string][]} */
  const rows = []
  if (low !== null && high !== null) rows.push([words.range, t.voices.range(note(low), note(high))])
  if (median !== null) rows.push([words.median, words.middle(note(median), whole.format(median))])
  if (voiced !== null && all !== null) rows.push([words.heard, words.of(roughly(voiced), roughly(all))])
  if (snr !== null && !clips.length) rows.push([words.noise, snr < NOISY_DB ? words.noisy(whole.format(snr)) : words.quiet(whole.format(snr))])
  if (band !== null && !clips.length) rows.push([words.clarity, words.upTo(kilohertz(band))])
  if (bright !== null) rows.push([words.brightness, (bright < 0 ? words.darker : words.brighter)(whole.format(Math.abs(bright)))])
  if (clips.length) rows.push([words.clips, words.clipsLabel(clips.length, clips.filter(({ isolated }) => isolated).length)])
  if (trimmed !== null && trimmed >= 1) rows.push([words.trimmed, words.trimmedLabel(roughly(trimmed))])
  if (learned !== null && learned >= LEAST_LEARNED) rows.push([words.learned, words.learnedLabel(share(learned))])
  else if (learned !== null || clips.length) rows.push([words.learned, words.colour])
  return rows
}

/** @typedef {import('@/lib/api.js').Schemas['VoiceCheck']} Check */

const VERDICTS = ['good', 'fair', 'poor']

/** What was looked at in a clip; voices of earlier versions have none. @param {Voice} voice @returns {Check[]} */
export const checksOf = ({ facts }) => facts.checks ?? []

/** "5 good, 2 fair". @param {Check[]} checks */
export function sumOf(checks) {
  const [good, fair, poor] = VERDICTS.map((verdict) => checks.filter((check) => check.verdict === verdict).length)
  return t.voices.checks.sum(good, fair, poor)
}

/** What is to be said besides the checks; those that are not good are among the messages too. @param {Voice} voice */
export const remarksOf = (voice) => notesOf(voice.facts, checksOf(voice).map(({ message }) => message))

/** One sentence about a preset; "" where there is none. @param {Voice} voice */
export const summaryOfVoice = ({ facts }) => facts.summary ?? ''
