// @ts-check
/** What tells the covers of a song apart. Pure. */
import { signed } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'

/** @typedef {import('@/lib/api.js').JobSummary} JobSummary */
/** @typedef {JobSummary & {result: NonNullable<JobSummary['result']>}} Finished */

const words = t.songs.versions

/** "Deeper, 3 semitones up": voice and key. @param {Pick<JobSummary, 'voice' | 'semitones'>} job */
export const labelOf = ({ voice, semitones }) => [voice?.name ?? t.job.noVoice, semitones === null ? '' : semitones === 0 ? words.ownKey : words.moved(signed(semitones))].filter(Boolean).join(', ')

/** Each one's label by its id; the same twice are numbered, the oldest first. @param {JobSummary[]} jobs newest first @returns {Map<string, string>} */
export function labelsOf(jobs) {
  /** @type {Map<string, number>} */
  const seen = new Map()
  const oldestFirst = [...jobs].reverse().map((job) => {
    const label = labelOf(job)
    const number = (seen.get(label) ?? 0) + 1
    seen.set(label, number)
    return /** @type {[string, string]} */ ([job.job_id, number > 1 ? words.again(label, number) : label])
  })
  return new Map(oldestFirst)
}

/** @param {JobSummary} job @returns {job is Finished} */
export const isFinished = (job) => job.result !== null

/**
 * By how much each is turned down so that all are as loud as the quietest; nothing is turned up, for that could clip.
 * @param {Record<string, number | null | undefined>} lufs null is silence, which can't be matched @returns {Record<string, number>} dB, zero or less
 */
export function equalised(lufs) {
  const known = Object.values(lufs).filter((level) => typeof level === 'number')
  const lowest = Math.min(...known)
  return Object.fromEntries(Object.entries(lufs).map(([id, level]) => [id, typeof level === 'number' ? lowest - level : 0]))
}
