// @ts-check
/** Who listens while a job is made goes on listening to its result: where one player stood, for the next one. */

const FRESH_MS = 30_000

/** @type {{jobId: string, time: number, going: boolean, at: number} | null} */
let left = null

/** @param {string} jobId @param {{time: number, going: boolean}} place seconds */
export function leaveAt(jobId, { time, going }) {
  left = time > 0 || going ? { jobId, time, going, at: Date.now() } : null
}

/** Once. @param {string} jobId @returns {{time: number, going: boolean} | null} */
export function takeOver(jobId) {
  const place = left
  if (place?.jobId !== jobId) return null
  left = null
  return Date.now() - place.at < FRESH_MS ? { time: place.time, going: place.going } : null
}
