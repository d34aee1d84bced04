// @ts-check
/**
 * What the studio has to say of a song, a voice or a job: by the codes of its messages, in the page's own words.
 * `fields` are the labels of the settings it is about; `values` are numbers, names and the like; `because` is a reason.
 */
import { scaleLabel } from '../cover/scale.js'
import { clock, decibels, kilohertz, note, share, signed } from '../format.js'
import { song } from './song.js'
import { trained } from './trained.js'

/** @typedef {{values: Record<string, any>, fields: string, because: string, nameOf: (voiceId: string) => string}} Told */
/** @typedef {string | ((told: Told) => string)} Words */

/** @param {keyof typeof song.fields} field */
const label = (field) => `“${song.fields[field]}”`
const OFF = song.mix.silent
const LEFT = 'It was left where it is: both begin together.'
const PHASES = { decode: 'reading the song', analyse: 'separation and pitch', plan: 'planning', render: 'conversion', finish: 'mixing' }
const SOUNDS = { song: 'the song', backing: 'your backing' }

/** @param {number} seconds */
const time = (seconds) => (seconds < 1 ? `${Number(seconds.toPrecision(2))} s` : clock(seconds))
/** "segment 3", counted from 1. @param {number | null} segment */
const part = (segment) => (segment === null ? 'the song' : `segment ${segment + 1}`)
/** @param {string} name */
const phase = (name) => PHASES[/** @type {'plan'} */ (name)] ?? name
/** @param {{values: Record<string, any>}} told */
const sound = ({ values }) => SOUNDS[/** @type {'song'} */ (values.whose)] ?? values.whose
/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1)
/** @param {number} count @param {string} one @param {string} many */
const counted = (count, one, many) => (count === 1 ? one : many)
/** Who voted for a key. @param {{band: boolean, melody: boolean}} values */
const voters = ({ band, melody }) => (band && melody ? 'the band and the melody fit' : band ? 'the band fits' : melody ? 'the melody fits' : 'nothing fits')

/** With whose voice the song was compared, where that is a blend, and what was heard of it, if not all. @param {string} words @param {Record<string, any>} values */
const compared = (words, { parts, excerpts }) => `${words}${parts ? ` (the voice: the middle of ${parts})` : ''}${excerpts ? ` (heard in ${excerpts} ${counted(excerpts, 'excerpt', 'excerpts')})` : ''}`
/** @param {Record<string, any>} values */
const medians = ({ song_hz, voice_hz }) => `the song’s middle is ${note(song_hz)}, the voice’s ${note(voice_hz)}: `
/** @param {number} semitones */
const away = (semitones) => (semitones === 0 ? 'right at the voice’s own' : `${Math.abs(semitones)} ${counted(Math.abs(semitones), 'semitone', 'semitones')} ${semitones > 0 ? 'above' : 'below'} the voice’s own`)
const SAME_THROAT = 0.01
/** @param {{alpha: number}} values */
const throat = ({ alpha }) =>
  Math.abs(alpha - 1) < SAME_THROAT ? 'a throat as long as the singer’s' : `a throat ${share(Math.abs(1 / alpha - 1))} ${alpha > 1 ? 'shorter' : 'longer'} than the singer’s`
const LIMITS = { clear: ', and not shorter, so that the words stay clear', furthest: ', the furthest that is tried' }
const AS_LOUD_DB = 6

/** @type {Record<string, Words>} Reasons: they end another sentence. */
const reasons = {
  backing_disabled: 'the cover is made without backing',
  vocal_has_no_backing: 'a vocal alone has no backing',
  own_backing_as_it_is: 'your own backing is used as it is',
  backing_generated: 'the backing is made anew, and used as it is',
  vocal_not_split: `${label('instrumental.split_vocals')} is off, so there is no backing`,
  vocal_needs_no_isolation: 'a vocal alone needs no separation',
  pitch_not_shifted: `${label('swiftf0.pitch_shift')} is 0`,
  nobody_sings: 'the singer stays as recorded, and nobody sings beside them',
  vocal_unchanged: 'the singer stays as recorded',
  voice_unused: `the singer keeps their voice, or ${label('svc.strength')} is 0`,
  voice_stand_in: 'the stand-in converts nothing',
  no_such_option: ({ values }) => `the engine ${values.engine} has no such setting`,
  blend_in_place: 'the blend takes its place',
  voice_disabled: 'the singer keeps their voice',
  double_disabled: 'there is no second take',
  double_fader_off: `${label('mixing.double_db')} is off`,
  all_harmonies_off: 'all of them are off',
  harmony_fader_off: `${label('mixing.harmony_db')} is off`,
  no_harmonies: 'there are no harmonies',
  song_in_mono: 'the song is mono',
  result_in_mono: 'the result is mono',
  pitch_not_followed: 'neither the pitch nor the voice is changed',
  one_pitch_engine: `${label('swiftf0.f0_method')} is no hybrid`,
  no_voice_to_suit: 'there is no voice to suit',
  vibrato_not_kept: 'the vibrato is taken away altogether',
  style_follow: `${label('swiftf0.style')} is “${song.pitchStyle.styles.follow}”`,
  style_amount_zero: `${label('swiftf0.style_amount')} is 0`,
  whisper_has_no_pitch: 'a whisper has no pitch',
  voice_takes_no_pitch: 'this voice isn’t told any pitch: it was trained without, or finds its own melody',
  scale_unused: 'nothing is snapped to it, and no third or fifth is sung in it',
  not_asked_for: 'not asked for',
  asked_for_by_hand: 'asked for by hand',
  key_of_nothing: 'nothing was heard that could have a key',
  key_changes: ({ values }) => `the key changes ${counted(values.changes, 'once', `${values.changes} times`)}; ${voters(/** @type {any} */ (values))} each of them best in its time`,
  key_fits_best: ({ values }) => `${voters(/** @type {any} */ (values))} it best, ${scaleLabel(values.following)} comes next${values.relative ? `; ${scaleLabel(values.relative)} has the same notes and fits nearly as well` : ''}`,
}

/** @type {Record<string, Words>} Why the song is moved as far as it is, and why the throat is as long. */
const plan = {
  nothing_sung_to_compare: ({ values }) => compared('no singing was found to compare, so the key stays', values),
  moved_with_backing: ({ values }) => compared(`${medians(values)}${signed(values.semitones)} matches, the backing comes along`, values),
  moved_in_key: ({ values }) => compared(`${medians(values)}${signed(values.nearest_semitones)} would match; ${signed(values.semitones)} keeps the key`, values),
  melody_lands: ({ values }) => `${signed(values.semitones)}: the middle of the song at ${note(values.melody_hz)}, ${away(values.away_semitones)}`,
  throat_of_preset: ({ values }) => `the preset’s own: ${throat(/** @type {any} */ (values))}`,
  throat_of_clip: ({ values }) => `${throat(/** @type {any} */ (values))}, by ${values.sung ? 'the pitch and the vowels of both' : 'the sound alone, because nothing was found to be sung'}${LIMITS[/** @type {'clear'} */ (values.limit)] ?? ''}`,
  throat_of_blend: ({ values }) => `the middle of the blend’s voices${values.changes ? ', over all that is sung, for it changes' : ''}`,
  throat_by_hand: ({ values }) => `asked for by hand; automatic would take ${values.auto_alpha.toFixed(2)}×`,
  throat_by_hand_for_all: 'asked for by hand, for all voices of the blend',
}

/** @type {Record<string, Words>} Of the clips of a voice: what was looked at in them. */
const clips = {
  voice_long_enough: ({ values }) => `${values.seconds.toFixed(0)} s of voice: enough to learn from.`,
  voice_short: ({ values }) => `Only ${values.seconds.toFixed(1)} s of voice were found; 20 s or more give a better likeness.`,
  voice_too_short: ({ values }) => `Only ${values.seconds.toFixed(1)} s of voice were found. To learn from it, ${values.least_s.toFixed(0)} s are needed, so only its mean colour is taken.`,
  no_noise_beside_backing: 'No noise was heard beside the music.',
  quiet_in_pauses: 'Quiet in the pauses.',
  recording_noisy: ({ values }) => `The recording is ${values.very ? 'very ' : ''}noisy (the voice is ${values.voice_over_noise_db.toFixed(0)} dB above the pauses): ${values.isolated ? 'the voice was separated from it, and a quieter one is better' : 'that costs likeness'}.`,
  nobody_listened_for_backing: 'Nobody listened for music: the engine that separates voices is not installed here.',
  no_backing_heard: 'No music was heard beside the voice.',
  backing_heard: ({ values }) => `Music was heard, ${values.under_voice_db < AS_LOUD_DB ? 'as loud as the voice' : `${values.under_voice_db.toFixed(0)} dB under the voice`}: ${values.isolated ? 'the voice was separated from it, and a little may be left' : 'it was left in, as asked'}. A recording of the voice alone is better.`,
  not_clipped: 'Not clipped.',
  recording_clipped: 'The recording is clipped; a quieter one gives a cleaner voice.',
  several_voices_at_once: 'There may be several voices at once, or a choir, or a lot of echo: one person alone is best.',
  two_people_in_turn: 'It may be two people in turn, or one voice in two rooms: the result would be a mixture of both.',
  one_voice: 'It sounds like one voice.',
  voice_up_to: ({ values }) => `The voice is there up to ${values.top_khz.toFixed(1)} kHz.`,
  voice_dull: ({ values }) => `There is next to no voice above ${values.top_khz.toFixed(1)} kHz in it; the result may be dull.`,
  voice_moves: ({ values }) => `It moves over ${values.semitones.toFixed(0)} semitones (${values.low_note} to ${values.high_note}).`,
  voice_hardly_moves: ({ values }) => `It hardly moves (${values.low_note} to ${values.high_note}): how this voice sounds higher or lower is a guess. Livelier is better.`,
  prompt_long_enough: ({ values }) => `${Math.round(values.seconds)} s of it are kept to sing after: enough.`,
  prompt_short: ({ values }) => `Only ${values.seconds.toFixed(1)} s of it are steady singing or speech to sing after; 15 to 30 s give a better likeness.`,
  nothing_steady_learned: 'Nothing steady could be learned from it (several people, noise or music?): only its mean colour is taken.',
}

/** @type {Record<string, Words>} Of a request, before it runs. */
const request = {
  setting_without_effect: ({ fields, because }) => `${fields}: no effect, because ${because}.`,
  whispered_harmonies: ({ fields }) => `${fields}: a whisper has no pitch, so they sing no notes and only add breath.`,
  some_harmonies_whisper: ({ fields, values }) => `${fields}: a whisper has no pitch, so ${values.voices.replaceAll('_', ' ')} ${values.voices.includes(',') ? 'sing' : 'sings'} no notes and only ${values.voices.includes(',') ? 'add' : 'adds'} breath.`,
  voices_of_harmonies_unused: ({ fields, values }) => `${fields}: the voice chosen for ${values.voices.replaceAll('_', ' ')} has no effect, because the singer’s own is kept.`,
  setting_of_lead_only: ({ fields, values }) => `${fields}: no effect on ${values.voice}, which sings by ${values.engine} as that usually does.`,
  harmonies_off: ({ fields, values }) => `${fields}: nothing is heard of ${values.voices.replaceAll('_', ' ')}, which ${values.voices.includes(',') ? 'are' : 'is'} ${OFF}.`,
  pan_in_mono_result: ({ fields }) => `${fields}: nobody can stand left or right, because the result is mono; who was put aside may be up to 3 dB softer.`,
  pan_in_mono_song: ({ fields }) => `${fields}: nobody can stand left or right, because the song is mono.`,
  blend_voices_silent: ({ fields, values, nameOf }) => `${fields}: nothing is heard of ${values.voices.split(', ').map(nameOf).join(', ')}, whose weight is 0 all the time.`,
  blend_voice_alone: ({ fields, values, nameOf }) => `${fields}: no effect of the ${values.part === 'points' ? 'changes' : 'weight'} of ${nameOf(values.voice)}, because nobody else is heard.`,
  blend_points_unreached: ({ fields, values }) => `${fields}: what changes from ${clock(values.first_s, true)} on is not reached; the song ends at ${clock(values.duration_s, true)}.`,
  range_beyond_end: ({ fields, values }) => `${fields} lies after the end: the result ends with the song, at ${clock(values.duration_s, true)}.`,
  segments_stretched: ({ values }) => `Segments last ${values.length_s} s instead of ${values.asked_s} s, because a song is cut into at most ${values.most}.`,
  bit_depth_without_meaning: ({ fields, values }) => `${fields}: no effect, because ${values.output_format.toUpperCase()} has none.`,
  sample_rate_unfit: ({ values }) => `${values.output_format.toUpperCase()} can’t hold ${kilohertz(values.song_hz)}; the result has ${kilohertz(values.result_hz)}.`,
  song_folded_down: ({ values }) => `The song has ${values.channels} channels and is folded down to stereo.`,
  pitch_out_of_hearing: ({ fields, values }) => `${fields}: ${values.engine} hears from ${values.low_hz} to ${values.high_hz} Hz; beyond that it finds nothing.`,
  engine_stand_in: ({ fields, values }) => `${fields}: “${values.engine}” is a stand-in${values.asked ? ` for “${values.asked}”` : ''}.`,
}

/** @type {Record<string, Words>} Of a file of sound, by what reading it found. */
const file = {
  file_has_tracks: ({ values }) => `It has ${values.tracks} sound tracks; only the main one is used.`,
  file_joined_behind: 'Another file is joined to its end, and is not read.',
  file_of_parts: ({ values }) => `It is ${values.parts} recordings joined into one file, taken one behind the other.${values.lost ? ` ${values.lost} of them can’t be read and ${counted(values.lost, 'is', 'are')} missing.` : ''}`,
  file_folded_down: ({ values }) => `Its ${values.channels} channels are folded down to stereo.`,
  file_changes: ({ values }) => `Its sample rate or channels change along the way (${counted(values.changes, 'once', `${values.changes} times`)}); all of it is taken at ${kilohertz(values.sample_rate)}.`,
  file_damaged: ({ values }) => `It is damaged in ${counted(values.places, 'one place', `${values.places} places`)}${values.filled_s ? `; ${time(values.filled_s)} of silence put in keep the rest in time` : ''}.`,
  file_without_numbers: ({ values }) => `${counted(values.samples, 'One sample was no number and was', `${values.samples} samples were no numbers and were`)} replaced by silence.`,
  file_cut_short: ({ values }) => `The file promises ${time(values.promised_s)} but ends after ${time(values.held_s)}: the rest is missing.`,
  file_breaks_off: ({ values }) => `The file breaks off after ${time(values.held_s)}; something may be missing.`,
  file_silent: 'There is nothing to hear in it.',
  clip_used_in_part: ({ values }) => `Of “${values.name}” the first ${time(values.used_s)}${values.whole_s ? ` of ${time(values.whole_s)}` : ''} are used: a voice takes 2 minutes in all.`,
  file_narrow_band: ({ values }) => `Its sample rate is only ${kilohertz(values.sample_rate)}: it sounds narrow, like a telephone.`,
}

/** @type {Record<string, Words>} Of a user's own backing, by what had to be done to it. */
const backing = {
  backing_too_quiet_to_place: `There was too little to hear to compare your backing with the song. ${LEFT}`,
  backing_not_found_in_song: `Your backing was not found in the song: it is of another recording or at another speed. ${LEFT}`,
  backing_repeats_itself: `Your backing fits the song in more than one place, because it repeats itself. ${LEFT}`,
  backing_resampled: ({ values }) => `Your backing was resampled from ${kilohertz(values.from_hz)} to ${kilohertz(values.to_hz)}.`,
  backing_moved: ({ values }) => `Your backing was moved ${Math.abs(values.earlier_s * 1000).toFixed(1)} ms ${values.earlier_s > 0 ? 'earlier' : 'later'}, to lie as in the song.`,
  backing_too_short: ({ values }) => `Your backing ends ${values.missing_s.toFixed(2)} s before the song and was filled up with silence.`,
  backing_too_long: ({ values }) => `Your backing is ${values.beyond_s.toFixed(2)} s longer than the song and was cut.`,
}

/** @type {Record<string, Words>} Of the work itself, and of what happened to a job. */
const work = {
  no_singing_found: 'No singing was found in this song, so there was next to nothing to convert.',
  key_uncertain: ({ fields, values, because }) => `The song’s scale is not sure (${scaleLabel(values.name)}: ${because}). If notes or harmonies sound wrong, choose it by hand: ${fields}.`,
  right_channel_inverted: (told) => `The right channel of ${sound(told)} is inverted; it was turned over, or mono would be silent.`,
  channels_cancel: (told) => `Left and right of ${sound(told)} cancel in part: in mono it is ${told.values.lost_db.toFixed(1)} dB softer than in stereo.`,
  channels_opposed: (told) => `${share(told.values.share)} of what is heard in ${sound(told)} cancels in mono: left and right are opposed.`,
  mix_without_loudness: 'The mix is silent, or shorter than 0.4 s: it has no loudness to bring to a target.',
  loudness_unreachable: ({ values }) => `${signed(values.target_lufs)} LUFS can’t be reached${values.ceiling_db === null ? '' : ` under ${decibels(values.ceiling_db)} peak without crushing the song`}; the result is at ${signed(values.reached_lufs)} LUFS.`,
  samples_clip: ({ values, fields }) => `${counted(values.samples, 'One sample is', `${values.samples} samples are`)} over full scale and ${counted(values.samples, 'clips', 'clip')}; switch on ${fields} to prevent that.`,
  ceiling_exceeded: ({ values }) => `${values.output_format.toUpperCase()} plays up to ${values.over_db.toFixed(2)} dB over the limit.`,
  cover_picture_unreadable: 'The cover picture can’t be read (JPEG, PNG, WebP, GIF and BMP can), so it was left out.',
  gpu_memory_ran_out: ({ values }) => `The graphics card ran out of memory in ${values.engine}; this segment was computed on the processor.`,
  original_kept: ({ values }) => `From ${clock(values.start_s)} to ${clock(values.stop_s)} the original is kept, by your choice.`,
  files_made_again: ({ values }) => `Files of ${part(values.segment)} (${phase(values.phase)}) were missing or changed on the disk, and were made again.`,
  unit_begun_again: ({ values }) => `${capital(part(values.segment))} was begun again (${phase(values.phase)}): ${values.detail}`,
}

/** @type {Record<string, Words>} */
export const messages = {
  text: ({ values }) => values.text, // a sentence of the studio's own
  ...reasons, ...plan, ...clips, ...request, ...file, ...backing, ...work, ...trained,
}

/** Of one of several clips. @param {string} clip @param {string} sentence */
export const ofClip = (clip, sentence) => `“${clip}”: ${sentence}`
