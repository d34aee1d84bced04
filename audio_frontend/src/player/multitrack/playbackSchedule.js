// @ts-check
/** Which frames come when. Frames of the files throughout; spans are [start, stop). */

/** @typedef {{start: number, stop: number}} Frames */
/** @typedef {{frames: number, chunk: number, loop: Frames | null}} Song */

/** Where the play head goes on after a frame: the loop's start at its stop; null at the end. @param {number} at @param {Song} song */
function onward(at, { frames, loop }) {
  if (loop && at === loop.stop) return loop.start
  return at < frames ? at : null
}

/**
 * The next piece to play from here: never across a chunk's edge, never across the loop's stop.
 * @param {number} from @param {Song} song
 * @returns {{from: number, until: number, next: number | null} | null} null at the end
 */
export function pieceAt(from, song) {
  const start = onward(from, song)
  if (start === null) return null
  const edge = Math.min((Math.floor(start / song.chunk) + 1) * song.chunk, song.frames)
  const until = song.loop && start < song.loop.stop ? Math.min(edge, song.loop.stop) : edge
  return { from: start, until, next: onward(until, song) }
}

/** The chunks that will be heard, in order. @param {number} from @param {Song} song @param {number} count @returns {number[]} */
export function upcoming(from, song, count) {
  /** @type {Set<number>} */
  const chunks = new Set()
  let at = /** @type {number | null} */ (from)
  for (let pieces = 0; at !== null && chunks.size < count && pieces < 2 * count; pieces++) {
    const piece = pieceAt(at, song)
    if (!piece) break
    chunks.add(Math.floor(piece.from / song.chunk))
    at = piece.next
  }
  return [...chunks]
}
