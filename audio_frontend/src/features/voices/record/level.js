// @ts-check
/** How loud a microphone's samples are. Levels in dBFS: 0 is the loudest that a file can hold. */

export const USED_SECONDS = { least: 10, most: 120 } // of the clips of a voice, as the studio's own limits

export const FLOOR_DB = -100 // what is lower is silence
const CLIPPED = 0.99 // of full scale; a converter that is overdriven stays just below it
const SOFT_DB = -30 // a voice whose peaks stay below it lies near the noise of plain microphones
const FRAME_SECONDS = 0.05
const HOLD_SECONDS = 1.5
const SOFT_SECONDS = 3 // so long a breath, or the time to begin, may last
const ROOM = /** @type {const} */ ([['quiet', -55], ['some', -40]]) // dBFS; a studio is at -70, a fan beside it at -45
const SILENT_DB = -95 // below the noise of any microphone: none is heard

/** @param {number} amplitude 0 to 1 @returns {number} dBFS, at least FLOOR_DB */
export const dbOf = (amplitude) => Math.max(20 * Math.log10(Math.max(amplitude, 0)), FLOOR_DB)

/** @param {Float32Array} samples @returns {number} 0 to 1, or above */
export const peakOf = (samples) => samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)

/** @param {Float32Array} samples */
const powerOf = (samples) => samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length

/** @param {Float32Array[]} blocks @returns {Float32Array} one after the other */
export function joined(blocks) {
  const whole = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0))
  let at = 0
  for (const block of blocks) {
    whole.set(block, at)
    at += block.length
  }
  return whole
}

/** The noise of a room, dBFS: the median of short frames, so that one cough does not make it loud. @param {Float32Array} samples @param {number} sampleRate Hz */
export function noiseDb(samples, sampleRate) {
  const length = Math.max(Math.round(sampleRate * FRAME_SECONDS), 1)
  const powers = Array.from({ length: Math.floor(samples.length / length) }, (_, at) => powerOf(samples.subarray(at * length, (at + 1) * length)))
  const middle = powers.sort((one, other) => one - other)[Math.floor(powers.length / 2)] ?? 0
  return dbOf(Math.sqrt(middle))
}

/** @typedef {{db: number, word: 'silent' | 'quiet' | 'some' | 'loud'}} Room `db`: dBFS; `silent`: the microphone gave nothing at all */
/** @param {Float32Array} samples @param {number} sampleRate Hz @returns {Room} */
export function roomOf(samples, sampleRate) {
  const db = noiseDb(samples, sampleRate)
  const isSilent = dbOf(peakOf(samples)) < SILENT_DB
  return { db, word: isSilent ? 'silent' : ROOM.find(([, most]) => db < most)?.[0] ?? 'loud' }
}

/** @typedef {'good' | 'loud' | 'soft' | 'silent'} Loudness */

/** @param {number} topDb dBFS, of what did not clip @returns {Loudness} */
function loudnessOf(topDb) {
  if (topDb < SILENT_DB) return 'silent'
  return topDb < SOFT_DB ? 'soft' : 'good'
}

/** The level of a recording, block by block. */
export class Levels {
  seconds = 0
  db = FLOOR_DB // of the last block's peak
  /** Seconds into the recording, dBFS; the last few seconds. @type {{at: number, db: number}[]} */
  #peaks = []
  #clippedAt = -Infinity
  #hasClipped = false
  #topDb = FLOOR_DB

  /** @param {number} sampleRate Hz */
  constructor(sampleRate) {
    this.sampleRate = sampleRate
  }

  /** @param {Float32Array} block mono */
  add(block) {
    const peak = peakOf(block)
    this.seconds += block.length / this.sampleRate
    this.db = dbOf(peak)
    this.#topDb = Math.max(this.#topDb, this.db)
    this.#peaks = [...this.#peaks.filter(({ at }) => at > this.seconds - SOFT_SECONDS), { at: this.seconds, db: this.db }]
    if (peak >= CLIPPED) {
      this.#clippedAt = this.seconds
      this.#hasClipped = true
    }
  }

  /** @param {number} seconds */
  #top(seconds) {
    return this.#peaks.reduce((top, { at, db }) => (at > this.seconds - seconds ? Math.max(top, db) : top), FLOOR_DB)
  }

  /** The loudest of the last moments, dBFS. */
  get holdDb() {
    return this.#top(HOLD_SECONDS)
  }

  /** What is to be done about it now. @returns {Loudness} */
  get now() {
    if (this.seconds - this.#clippedAt < HOLD_SECONDS) return 'loud'
    return this.seconds < SOFT_SECONDS ? 'good' : loudnessOf(this.#top(SOFT_SECONDS))
  }

  /** What is to be said of all of it. @returns {Loudness} */
  get whole() {
    if (this.#hasClipped) return 'loud'
    return loudnessOf(this.#topDb)
  }
}
