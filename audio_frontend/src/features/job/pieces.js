// @ts-check
/** What of a job at work can be heard, and on which waveform. Pure. */
import { urls } from '@/lib/api.js'
import { marksOf } from '@/player/waveform/segmentMarkers.js'

/** @typedef {import('@/lib/api.js').Segment} Segment */
/** @typedef {{data: number[][], duration_s: number}} Peaks */

/** The part of the outline that the job works on. @param {Peaks} peaks @param {number} start seconds @param {number} duration @returns {Peaks} */
export function cutTo({ data, duration_s }, start, duration) {
  const each = duration_s / (data[0].length / 2)
  const [from, to] = [Math.round(start / each) * 2, Math.round((start + duration) / each) * 2]
  return { data: data.map((channel) => channel.slice(from, to)), duration_s: duration }
}

/** @param {string} jobId @param {Segment} segment */
function urlOf(jobId, { index, sound }) {
  if (sound === 'original') return urls.preview(jobId, index, 'original')
  return sound ? urls.preview(jobId, index, 'mix', sound === 'draft') : ''
}

/** What of the segments can be heard now, by turns; a draft has another address than what takes its place. @param {string} jobId @param {Segment[]} segments */
export function piecesOf(jobId, segments) {
  const spans = segments.length > 1 ? marksOf(segments) : segments.map(({ start_s: start, stop_s: stop }) => ({ start, stop }))
  return segments.map((segment, at) => ({ url: urlOf(jobId, segment), from: segment.start_s, start: spans[at].start, stop: spans[at].stop }))
}
