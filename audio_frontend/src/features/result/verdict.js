// @ts-check
/** The report in one sentence. Pure. */
import { notesOf } from '@/lib/messages.js'
import { t } from '@/lib/strings/index.js'

/** @typedef {import('@/lib/api.js').Report} Report */

const words = t.result.report

/**
 * To the sample: what came out against the part of the song that went in, at the rate that was asked for.
 * @param {any} result @param {any} source @param {any} config @returns {'same' | 'part' | 'differs'}
 */
export function lengthOf({ frames, sample_rate }, source, { range }) {
  if (range.start !== 0 || range.stop !== null) return 'part'
  const expectedFrames = Math.round((source.frames * sample_rate) / source.sample_rate)
  return Math.abs(frames - expectedFrames) <= 1 ? 'same' : 'differs'
}

/** What is good, or what is worth a look. @param {Report} report */
export function verdictOf(report) {
  const { result, source, config, mastering, levels, placeholders, segments } = report
  const after = /** @type {any} */ (mastering)?.after
  const length = result && lengthOf(result, source, config)
  const kept = segments.filter(({ state }) => state === 'failed' || state === 'kept' || state === 'cancelled').length
  const isSilent = after && after.integrated_lufs === null
  const clips = after && after.true_peak_dbtp > 0
  const troubles = [
    isSilent && words.verdict.silent,
    placeholders.length > 0 && words.verdict.standIn,
    kept > 0 && words.verdict.kept(kept),
    length === 'differs' && words.differs,
    clips && words.verdict.clips,
  ].filter(Boolean)
  if (troubles.length) return words.verdict.look(troubles.join('; '))
  const good = [
    length && words[length],
    levels && 'match_db' in levels && words.verdict.balanced,
    after && words.verdict.clean,
  ].filter(Boolean)
  if (!good.length) return null
  return (notesOf(report).length ? words.verdict.noted : words.verdict.well)(good.join(', '))
}
