// @ts-check
/** Why a song is moved and to which throat, and what was looked at in a voice's clips: by the codes of the studio. */
import { kilohertz, note, share, signed } from '../format.js'

/** @typedef {import('./messages.js').Words} Words */

const NEAR = 0.01 // a factor nearer to 1 is called none, as in the studio
const AS_LOUD_DB = 6

/** @param {number} count @param {string} one @param {string} many */
const counted = (count, one, many) => (count === 1 ? one : many)

/** With whose voice the song was compared, and what was heard of it. @param {Record<string, any>} values @param {string} words */
function compared(values, words) {
  const blend = values.parts ? ` (the voice: the middle of ${values.parts})` : ''
  const heard = values.excerpts ? ` (heard in ${values.excerpts} ${counted(values.excerpts, 'excerpt', 'excerpts')})` : ''
  return `${words}${blend}${heard}`
}

/** @param {Record<string, any>} values */
const medians = (values) => `song median ${note(values.song_hz)}, voice ${note(values.voice_hz)}`

/** @param {number} alpha */
function throat(alpha) {
  if (Math.abs(alpha - 1) < NEAR) return 'a throat as long as the singer’s'
  return `a throat ${share(Math.abs(1 / alpha - 1))} ${alpha > 1 ? 'shorter' : 'longer'} than the singer’s`
}
/** @type {Record<string, string>} */
const LIMITS = { clear: ', and not shorter, so that the words stay clear', furthest: ', the furthest that is tried' }

/** @param {number} away */
const beside = (away) => (away === 0 ? 'right at the voice’s own' : `${Math.abs(away)} ${counted(Math.abs(away), 'semitone', 'semitones')} ${away > 0 ? 'above' : 'below'} the voice’s own`)

/** @type {Record<string, Words>} Reasons of a song's plan. */
export const plan = {
  nothing_sung_to_compare: ({ values }) => compared(values, 'no singing was found to compare, so the key stays'),
  moved_with_backing: ({ values }) => compared(values, `${medians(values)}: ${signed(values.semitones)} matches, the backing comes along`),
  moved_in_key: ({ values }) => compared(values, `${medians(values)}: ${signed(values.nearest_semitones)} would match; ${signed(values.semitones)} keeps the key`),
  melody_lands: ({ values }) => `${signed(values.semitones)}: the middle of the song at ${note(values.melody_hz)}, ${beside(values.away_semitones)}`,
  throat_of_preset: ({ values }) => `the preset’s own: ${throat(values.alpha)}`,
  throat_of_clip: ({ values }) => `${throat(values.alpha)}, by ${values.sung ? 'the pitch and the vowels of both' : 'the sound alone, because nothing was found to be sung'}${LIMITS[values.limit] ?? ''}`,
  throat_of_blend: ({ values }) => `the geometric mean of the blend’s voices${values.changes ? ', over all that is sung, for it changes' : ''}`,
  throat_by_hand: ({ values }) => `asked for by hand; auto would take ${values.auto_alpha.toFixed(2)}`,
  throat_by_hand_for_all: 'asked for by hand, for all voices of the blend',
}

/** @type {Record<string, Words>} What was looked at in a voice's clips. */
export const voiceChecks = {
  voice_long_enough: ({ values }) => `${Math.round(values.seconds)} s of voice: enough to learn from.`,
  voice_short: ({ values }) => `Only ${values.seconds.toFixed(1)} s of voice were found; 20 s or more give a better likeness.`,
  voice_too_short: ({ values }) => `Only ${values.seconds.toFixed(1)} s of voice were found: too little to learn from (${Math.round(values.least_s)} s are needed), so only its mean colour is taken.`,
  no_noise_beside_backing: 'No noise was heard beside the backing.',
  quiet_in_pauses: 'Quiet in the pauses.',
  recording_noisy: ({ values }) => `The recording is ${values.very ? 'very ' : ''}noisy (the voice is ${Math.round(values.voice_over_noise_db)} dB above the pauses): ${values.isolated ? 'the voice was separated from it, and a quieter one is better' : 'that costs likeness'}.`,
  nobody_listened_for_backing: 'Nobody listened for backing: the engine that separates voices is not installed here.',
  no_backing_heard: 'No backing was heard beside the voice.',
  backing_heard: ({ values }) => `Backing was heard, ${values.under_voice_db < AS_LOUD_DB ? 'as loud as the voice' : `${Math.round(values.under_voice_db)} dB under the voice`}: ${values.isolated ? 'the voice was separated from it, and a little may be left' : 'it was left in, as asked'}. A recording of the voice alone is better.`,
  not_clipped: 'Not clipped.',
  recording_clipped: 'The recording is clipped; a quieter one gives a cleaner voice.',
  several_voices_at_once: 'There may be several voices at once, or a choir, or a lot of echo: one person alone is best.',
  two_people_in_turn: 'It may be two people in turn, or one voice in two rooms: the result would be a mixture of both.',
  one_voice: 'It sounds like one voice.',
  voice_up_to: ({ values }) => `The voice is there up to ${kilohertz(values.top_khz * 1000)}.`,
  voice_dull: ({ values }) => `There is next to no voice above ${kilohertz(values.top_khz * 1000)} in it; the result may be dull.`,
  voice_moves: ({ values }) => `It moves over ${Math.round(values.semitones)} semitones (${values.low_note} to ${values.high_note}).`,
  voice_hardly_moves: ({ values }) => `It hardly moves (${values.low_note} to ${values.high_note}): how this voice sounds higher or lower is a guess. Livelier is better.`,
  prompt_long_enough: ({ values }) => `${Math.round(values.seconds)} s of it are kept to sing after: enough.`,
  prompt_short: ({ values }) => `Only ${values.seconds.toFixed(1)} s of it are steady singing or speech to sing after; 15 to 30 s give a better likeness.`,
  nothing_steady_learned: 'Nothing steady could be learned from it (several people, noise or music?): only its mean colour is taken.',
}
