// @ts-check
/** Of a voice that was trained elsewhere: what its files are, and what its test conversion told. By the studio's codes. */
import { note } from '../format.js'

/** @typedef {import('./messages.js').Words} Words */

/** @type {Record<string, Words>} Why a file is not used: they end another sentence. */
const reasons = {
  is_discriminator: 'it is a discriminator, which only a training needs',
  is_diffusion: 'it is a shallow-diffusion model, which the studio doesn’t run',
  is_content_encoder: 'it is a content encoder, which the studio has once for all voices',
  is_pitch_net: 'it finds the pitch, which the studio does by itself',
  is_retrieval_pickle: 'it is a pickle, which can run any program when it is opened, so it was not opened',
  is_empty_index: 'it is an index without vectors, as the files trained_… are',
  is_no_part_of_voice: 'it is no part of a voice',
  is_no_config: 'it is no config of so-vits-svc',
  is_needless_config: 'the voice takes another one, or none',
  index_in_place: 'the .index takes its place',
}

/** @param {Record<string, any>} values */
const followed = ({ low_hz, high_hz }) =>
  `In its test it followed the notes ${low_hz ? `from ${note(low_hz)}` : 'from its lowest'} ${high_hz ? `to ${note(high_hz)}` : 'to its highest'}; that is a guess at its range.`

/** @type {Record<string, Words>} */
export const trained = {
  ...reasons,
  import_file_unused: ({ values, because }) => `“${values.name}” is not used: ${because}.`,
  voice_here_already: ({ values }) => `The voice “${values.name}” has the very same weights.`,
  voice_without_pitch: 'It was trained without pitch: it speaks, and can’t follow a melody.',
  voice_without_index: 'There is no .index among its files: it sings without retrieval.',
  voice_tried_on_a_tone: 'It was tried on a made tone, because there is no demo song.',
  voice_range_followed: ({ values }) => followed(values),
  voice_range_unknown: 'Its test didn’t tell its range. Set where it likes to sing, if you know it.',
  voice_not_tried: ({ values }) => `It could not be tried yet: ${values.detail} ${values.remedy} It is tried when its sample is asked for.`,
}
