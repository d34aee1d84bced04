// @ts-check
/** A job and its segments in words. */
import { clock, percent } from './format.js'
import { t } from './strings/index.js'

/** @typedef {import('./api.js').Segment} Segment */

/** "Segment 4, 1:30–2:00": counted from 1, as people do. @param {Segment} segment */
export const nameOf = ({ index, start_s, stop_s }) => t.job.segments.name(index + 1, clock(start_s), clock(stop_s))

/** "Segment 4 (1:30–2:00)", inside a sentence. @param {Segment} segment */
export const whereOf = ({ index, start_s, stop_s }) => t.job.attention.where(index + 1, clock(start_s), clock(stop_s))

/** "converting 62 %", "ready". @param {Segment} segment */
export function stateLabel({ state, stage, fraction }) {
  const words = t.job.segments
  if (state === 'running') return words.running(words.work[/** @type {'other'} */ (stage)] ?? words.work.other, percent(fraction))
  if (state === 'pending' && fraction > 0) return words.begun(percent(fraction))
  return words[state]
}

/** @param {Segment} segment */
export const problemLabel = (segment) => (segment.error ? t.job.attention.one(whereOf(segment), segment.error.detail) : t.job.attention.cancelled(whereOf(segment)))

/** "cpu" → "Processor"; what the studio calls otherwise is shown as it is. @param {string} device */
export const deviceLabel = (device) => t.song.work.devices[/** @type {'cpu'} */ (device)] ?? device

/** @param {string} name */
export const stageLabel = (name) => t.job.stages[/** @type {'voice'} */ (name)] ?? name
