// @ts-check
/** A colour of its own for each voice, far from its neighbours'. It marks; it is no text. */

const FIRST_HUE = 200
/** Degrees: however many follow each other, none comes to lie close to the one before. */
const GOLDEN_ANGLE = 137.508

/** By voice: those that engines bring along first, then one's own as they came, so that a new one changes no other. @param {import('@/lib/api.js').Voice[]} voices @returns {Record<string, string>} CSS colours */
export function voiceColours(voices) {
  const asTheyCame = [...voices].sort((one, other) => (one.created ?? 0) - (other.created ?? 0))
  return Object.fromEntries(asTheyCame.map(({ voice_id }, index) => [voice_id, `oklch(0.68 0.16 ${Math.round((FIRST_HUE + index * GOLDEN_ANGLE) % 360)})`]))
}
