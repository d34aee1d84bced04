// @ts-check
/** What an event of a job says, put into what the page knows of it: no request is needed for a number. Pure. */

/** @typedef {import('@/lib/api.js').Progress} Progress */
/** @typedef {import('@/lib/api.js').Segment} Segment */
/** @typedef {{phase: Segment['phase'], index: number, progress: number, fraction?: number, stage?: string, state?: string, sound?: Segment['sound']}} UnitNews `progress` of the whole job, `fraction` of the unit */

/** How far the segment is when this half of its work is `fraction` done. @param {string} phase @param {number} fraction */
const halves = (phase, fraction) => (phase === 'render' ? 0.5 : 0) + fraction / 2

/** @param {UnitNews} news @returns {Partial<Segment> | null} null: more is to be known than the event tells */
function changeOf({ phase, state, fraction = 0, stage = '' }) {
  if (state === undefined || state === 'running') return { state: 'running', phase, stage, fraction: halves(phase, fraction) }
  if (state !== 'done') return null
  return phase === 'render' ? { state: 'done', phase, stage: '', fraction: 1 } : { state: 'pending', phase: 'render', stage: '', fraction: 0.5 }
}

/**
 * A line that opens tells all that was: what lies before the answer that the page has is passed over, by its progress,
 * which never goes back within a run.
 * @param {Progress} known @param {UnitNews} news @returns {Progress | null} null: the studio must be asked
 */
export function applyEvent(known, news) {
  if (known.terminal || news.progress < known.progress) return known
  const progress = Math.max(known.progress, news.progress)
  if (news.phase !== 'analyse' && news.phase !== 'render') return { ...known, progress }
  const change = changeOf(news)
  if (!change || !known.segments[news.index]) return null
  if (news.sound !== undefined) change.sound = news.sound
  return { ...known, progress, segments: known.segments.map((segment) => (segment.index === news.index ? { ...segment, ...change } : segment)) }
}
