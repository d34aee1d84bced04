// @ts-check
/** What a job's answers mean for the page. Pure. */

/** @typedef {import('./api.js').Job} Job */
/** @typedef {import('./api.js').Progress} Progress */
/** @typedef {import('./api.js').Segment} Segment */
/** @typedef {Job['status']} Status */

/**
 * Job and progress are two answers, seldom of the same moment: the one that says “at work” is believed until both say
 * that it has ended, so that nobody sees a result before it is there.
 * @param {Pick<Job, 'status' | 'terminal'>} job @param {Pick<Job, 'status' | 'terminal'>} progress @returns {Status}
 */
export const statusOf = (job, progress) => (progress.terminal && !job.terminal ? job.status : progress.status)

/** @param {Status} status */
export const atWork = (status) => status === 'queued' || status === 'running'

/** Every segment has what it gets, so only the mix is missing. @param {Segment[]} segments */
const settled = (segments) => segments.length > 0 && segments.every((segment) => segment.state !== 'pending' && segment.state !== 'running')

/**
 * What the page shows: the work, or how it ended. A result that is only mixed again stays on the page.
 * @param {Job} job @param {Progress} progress @returns {'work' | 'mixing' | 'end'}
 */
export function frameOf(job, progress) {
  if (!atWork(statusOf(job, progress))) return 'end'
  return job.result && settled(progress.segments) ? 'mixing' : 'work'
}

/** Segments that want a decision. @param {Segment[]} segments */
export const openProblems = (segments) => segments.filter((segment) => segment.state === 'failed' || segment.state === 'cancelled')

/** @param {Segment[]} segments */
export const readyCount = (segments) => segments.filter((segment) => segment.state === 'done').length

/** The index that is there and next to the wanted one. @param {Segment[]} segments @param {number} index */
export const within = (segments, index) => Math.min(Math.max(index, 0), Math.max(segments.length - 1, 0))

/** Where one looks first: what failed, what is at work, or the start. @param {Segment[]} segments */
export function firstInteresting(segments) {
  const at = ['failed', 'running'].map((state) => segments.findIndex((segment) => segment.state === state)).find((index) => index >= 0)
  return at ?? 0
}

/** The same value; lists and what is in them by what they say. @param {unknown} one @param {unknown} other */
export const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other)

/** {group: {field: value}} of what is not as it was. @param {Record<string, Record<string, unknown>>} config @param {Record<string, Record<string, unknown>>} defaults */
export function differing(config, defaults) {
  /** @type {[string, string, unknown][]} */
  const changes = []
  for (const [group, fields] of Object.entries(config)) {
    for (const [field, value] of Object.entries(fields)) if (!same(defaults[group]?.[field], value)) changes.push([group, field, value])
  }
  return changes
}
