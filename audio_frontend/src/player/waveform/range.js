// @ts-check
/** The part of a song that is wanted. */
import { clock, seconds } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'

/** @typedef {import('../transport.js').Span} Span */
/** @typedef {'start' | 'stop'} End */

export const SHORTEST_RANGE_S = 1

/** To the tenth that the fields show, inside the song, not too short. @param {Span} span @param {number} duration @returns {Span} */
export function snapped({ start, stop }, duration) {
  const to = stop > duration - 0.05 ? duration : Math.min(Math.max(Math.round(stop * 10) / 10, SHORTEST_RANGE_S), duration)
  const from = Math.max(Math.round(Math.min(start, to - SHORTEST_RANGE_S) * 10) / 10, 0)
  return { start: from, stop: Math.min(Math.max(to, from + SHORTEST_RANGE_S), duration) }
}

/** One end taken elsewhere, the other one stays; null when it is the whole song again. @param {Span} span @param {End} end @param {number} time @param {number} duration @returns {Span | null} */
export function dragged(span, end, time, duration) {
  const other = end === 'start' ? Math.max(span.stop - SHORTEST_RANGE_S, 0) : Math.min(span.start + SHORTEST_RANGE_S, duration)
  const next = snapped({ ...span, [end]: end === 'start' ? Math.min(Math.max(time, 0), other) : Math.max(Math.min(time, duration), other) }, duration)
  return next.start === 0 && next.stop === duration ? null : next
}

/** A range that was pushed against an end of the song keeps its length. @param {Span} before @param {number} start @param {number} stop where it is drawn, cut short @param {number} duration @returns {Span} */
export function slid(before, start, stop, duration) {
  const length = before.stop - before.start
  if (start <= 0) return { start: 0, stop: length }
  return stop >= duration ? { start: duration - length, stop: duration } : { start, stop: start + length }
}

/** What is wrong with a typed time, or ''. @param {End} end @param {string} text @param {Span} span @param {number} duration */
export function problemWith(end, text, span, duration) {
  const time = seconds(text)
  if (Number.isNaN(time)) return t.wave.noTime
  if (time > duration + 0.05) return t.wave.pastEnd(clock(duration, true))
  const next = { ...span, [end]: time }
  if (next.stop <= next.start) return end === 'start' ? t.wave.startLate : t.wave.stopEarly
  return next.stop - next.start < SHORTEST_RANGE_S - 1e-6 ? t.wave.tooShort(SHORTEST_RANGE_S) : ''
}
