// @ts-check
/** What a mixing desk promises about mute, solo and gain. Decibels; −60 is off, as in the studio's mix. */

/** @typedef {{db: number, pan: number, mute: boolean, solo: boolean}} Strip `pan` from −1, left, to 1, right */

export const OFF_DB = -60
export const MOST_DB = 24

/** @param {number} db @returns {number} a factor */
export const factor = (db) => (db <= OFF_DB ? 0 : 10 ** (db / 20))

/**
 * Factors of left and right for a place from −1 (left) to 1 (right): the studio's law (dsp/level/faders.py). What is the
 * same in both is as loud at any place: sine and cosine, both 1 in the middle.
 * @param {number} pan @returns {[number, number]}
 */
export const panGains = (pan) => [Math.SQRT2 * Math.sin(((1 - pan) * Math.PI) / 4), Math.SQRT2 * Math.sin(((1 + pan) * Math.PI) / 4)]

/** Solo silences the others and forgets nothing: when the last solo goes, what was muted is muted still. @param {Strip} strip @param {Strip[]} strips all of them */
export const sounds = (strip, strips) => !strip.mute && (strip.solo || !strips.some((other) => other.solo))

/** The gain that the mix should have: silenced is off. @param {Strip} strip @param {Strip[]} strips */
export const targetDb = (strip, strips) => (sounds(strip, strips) ? Math.max(strip.db, OFF_DB) : OFF_DB)

/**
 * By how much each of two sounds is turned down so that both are equally loud: the louder one, never the other up.
 * @param {number | null | undefined} one LUFS; null is silence, which can't be matched @param {number | null | undefined} other
 * @returns {[number, number]} dB, zero or less
 */
export function matched(one, other) {
  if (one === null || other === null || one === undefined || other === undefined) return [0, 0]
  return [Math.min(other - one, 0), Math.min(one - other, 0)]
}
