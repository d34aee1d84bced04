// @ts-check
/** Segments as tints on the waveform. */
import { t } from '@/lib/strings/index.js'

/** @typedef {import('@/lib/api.js').Segment} Segment */
/** @type {Partial<Record<Segment['state'], import('./useRegions.js').MarkTone>>} what stands out */
const TONES = { failed: 'bad', cancelled: 'warn', kept: 'warn' }

/** Neighbours overlap where they are cross-faded: each ends in the middle of that. @param {Segment[]} segments @returns {import('./useRegions.js').Mark[]} */
export function marksOf(segments) {
  if (segments.length < 2) return []
  const edge = (/** @type {number} */ at) => (segments[at].stop_s + segments[at + 1].start_s) / 2
  return segments.map((segment, at) => ({
    start: at ? edge(at - 1) : segment.start_s,
    stop: at < segments.length - 1 ? edge(at) : segment.stop_s,
    label: t.wave.segment(segment.index + 1),
    tone: TONES[segment.state] ?? 'plain',
  }))
}

/** Where N and P go. @param {import('./useRegions.js').Mark[]} marks @param {number} time @param {1 | -1} way */
export function neighbour(marks, time, way) {
  const starts = marks.map((mark) => mark.start)
  return way > 0 ? starts.find((start) => start > time + 0.05) : starts.findLast((start) => start < time - 1) // at once after its start: the one before
}
