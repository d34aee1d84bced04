// @ts-check
/**
 * Everything a cover can be asked for: the same fields, bounds and defaults as the server's AudioConfig
 * (settings.test.js compares them with docs/openapi.json), and what the page adds to them.
 */
import * as z from 'zod/mini'
import { silentAt } from './blend.js'

const GAIN = { min: -60, max: 24 }
const SHARE = { min: 0, max: 1 }
const PAN = { min: -1, max: 1 }

export const MOST_VOICES = 8
export const MOST_POINTS = 100
export const MOST_HARMONIES = 4
export const INTERVALS = /** @type {const} */ (['octave_above', 'fifth_above', 'third_above', 'third_below', 'fifth_below', 'octave_below'])
export const STYLES = /** @type {const} */ (['follow', 'smooth', 'snap'])
const NOTES = ['C', 'C#', 'Db', 'D', 'D#', 'Eb', 'E', 'F', 'F#', 'Gb', 'G', 'G#', 'Ab', 'A', 'A#', 'Bb', 'B']

/** Bounds of the numbers; the sliders take them from here too. */
export const BOUNDS = {
  processing: { segment_length: { min: 5, max: 120 }, overlap_duration: { min: 0, max: 2 }, max_concurrent_segments: { min: 1, max: 8 } },
  quality: { sample_rate: { min: 8000, max: 192_000 } },
  swiftf0: {
    pitch_shift: { min: -24, max: 24 }, formant_shift: { min: 0.5, max: 2 }, vibrato: { min: 0, max: 2 }, style_amount: SHARE,
    fmin: { min: 47, max: 1000 }, fmax: { min: 100, max: 2090 },
  },
  svc: { strength: SHARE, formant: { min: 0.7, max: 1.4 }, breath: SHARE, weight: SHARE },
  harmony: { gain_db: GAIN, pan: PAN },
  instrumental: { drums_db: GAIN, bass_db: GAIN, other_db: GAIN, drums_pan: PAN, bass_pan: PAN, other_pan: PAN },
  mixing: {
    vocal_db: GAIN, double_db: GAIN, harmony_db: GAIN, instrumental_db: GAIN,
    vocal_pan: PAN, double_pan: PAN, harmony_pan: PAN, instrumental_pan: PAN, fade_in: { min: 0, max: 30 }, fade_out: { min: 0, max: 30 },
    reverb: SHARE, target_lufs: { min: -40, max: -5 }, true_peak_db: { min: -20, max: 0 },
  },
}

/** @param {{min: number, max: number}} bounds */
const number = ({ min, max }) => z.number().check(z.minimum(min), z.maximum(max))
/** @param {{min: number, max: number}} bounds */
const whole = ({ min, max }) => z.int().check(z.minimum(min), z.maximum(max))
const engine = z.string().check(z.minLength(1), z.maxLength(64))
const id = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/))

const POINT = z.object({ at: z.number().check(z.minimum(0), z.maximum(1_000_000)), weight: number(SHARE) })
const PART = z.object({
  voice: id,
  weight: number(SHARE),
  points: z.array(POINT).check(z.maxLength(MOST_POINTS), z.refine((points) => points.every(({ at }, index) => index === 0 || at > points[index - 1].at))),
})
/** Who sings a part: null is the lead's voice, as where an older draft says nothing. */
const WHO = z._default(z.nullable(id), null)
const HARMONY = z.object({ interval: z.enum(INTERVALS), gain_db: number(GAIN), pan: number(BOUNDS.harmony.pan), voice: WHO })

/** Further settings of an engine, by name; the page has no fields for them and keeps what a job had. */
const OPTIONS = z.record(z.string(), z.union([z.boolean(), z.number(), z.string()]))
const GENERATION = z.object({ engine, prompt: z.string().check(z.minLength(1), z.maxLength(4000)), seed: whole({ min: 0, max: 2 ** 31 - 1 }), options: OPTIONS })

export const CONFIG = z.object({
  processing: z.object({
    segment_length: number(BOUNDS.processing.segment_length),
    overlap_duration: number(BOUNDS.processing.overlap_duration),
    max_concurrent_segments: whole(BOUNDS.processing.max_concurrent_segments),
    device: z.enum(['auto', 'cpu', 'cuda']),
    clear_cache_between_segments: z.boolean(),
  }),
  quality: z.object({
    sample_rate: z.union([whole(BOUNDS.quality.sample_rate), z.literal('source')]),
    bit_depth: z.union([z.literal(16), z.literal(24), z.literal(32)]),
    channels: z.union([z.literal(1), z.literal(2), z.literal('source')]),
    output_format: z.enum(['wav', 'flac', 'mp3', 'ogg', 'm4a']),
  }),
  swiftf0: z.object({
    enabled: z.boolean(),
    pitch_shift: z.union([number(BOUNDS.swiftf0.pitch_shift), z.literal('auto')]),
    formant_shift: number(BOUNDS.swiftf0.formant_shift),
    preserve_vibrato: z.boolean(),
    vibrato: number(BOUNDS.swiftf0.vibrato),
    style: z.enum(STYLES),
    style_amount: number(SHARE),
    key: z.string().check(z.regex(new RegExp(`^(auto|chromatic|(${NOTES.join('|')}) (major|minor))$`))),
    f0_method: engine,
    fmin: number(BOUNDS.swiftf0.fmin),
    fmax: number(BOUNDS.swiftf0.fmax),
  }),
  svc: z.object({
    enabled: z.boolean(),
    engine,
    voice: id,
    blend: z.array(PART).check(
      z.maxLength(MOST_VOICES),
      z.refine((parts) => new Set(parts.map(({ voice }) => voice)).size === parts.length),
      z.refine((parts) => silentAt(parts) === null),
    ),
    strength: number(BOUNDS.svc.strength),
    formant: z.union([number(BOUNDS.svc.formant), z.literal('auto')]),
    breath: number(SHARE),
    double: z.boolean(),
    double_voice: WHO,
    options: OPTIONS,
  }),
  harmony: z.object({ voices: z.array(HARMONY).check(z.maxLength(MOST_HARMONIES)) }),
  instrumental: z.object({
    enabled: z.boolean(),
    engine,
    quality: z.enum(['fast', 'balanced', 'best']),
    split_vocals: z.boolean(),
    stems: z.boolean(),
    drums_db: number(BOUNDS.instrumental.drums_db),
    bass_db: number(BOUNDS.instrumental.bass_db),
    other_db: number(BOUNDS.instrumental.other_db),
    drums_pan: number(PAN), bass_pan: number(PAN), other_pan: number(PAN),
    keep_reverb: z.boolean(),
    transpose: z.boolean(),
    generate: z.nullable(GENERATION),
  }),
  mixing: z.object({
    vocal_db: number(BOUNDS.mixing.vocal_db),
    double_db: number(BOUNDS.mixing.double_db),
    harmony_db: number(BOUNDS.mixing.harmony_db),
    instrumental_db: number(BOUNDS.mixing.instrumental_db),
    vocal_pan: number(PAN), double_pan: number(PAN), harmony_pan: number(PAN), instrumental_pan: number(PAN),
    fade_in: number(BOUNDS.mixing.fade_in),
    fade_out: number(BOUNDS.mixing.fade_out),
    reverb: number(BOUNDS.mixing.reverb),
    match_original_balance: z.boolean(),
    target_lufs: z.nullable(number(BOUNDS.mixing.target_lufs)),
    true_peak_db: z.union([number(BOUNDS.mixing.true_peak_db), z.literal('auto'), z.null()]),
  }),
})

/** What the page keeps beside the config: what the file is, the preset it started from, and whether one voice sings or a blend. */
const AROUND = z.object({
  profile: z.enum(['fast', 'balanced', 'quality']),
  source: z.enum(['song', 'vocals']),
  own_backing: z.boolean(),
  backing_id: z.nullable(id),
  allow_placeholder: z.boolean(),
  blending: z.boolean(),
})

export const FORM = z.extend(AROUND, CONFIG.shape)

/** @typedef {import('zod/mini').infer<typeof CONFIG>} Config */
/** @typedef {import('zod/mini').infer<typeof FORM>} Form */
/** @typedef {keyof Config} Group */
/** @typedef {Record<string, Record<string, unknown>>} Fields by group */
/** @typedef {import('./blend.js').Part} Part */
/** @typedef {Config['harmony']['voices'][number]} Harmony */

/** @type {Config} What the server takes where nothing is said. */
export const DEFAULTS = {
  processing: { segment_length: 30, overlap_duration: 0.5, max_concurrent_segments: 2, device: 'auto', clear_cache_between_segments: true },
  quality: { sample_rate: 'source', bit_depth: 16, channels: 'source', output_format: 'wav' },
  swiftf0: {
    enabled: true, pitch_shift: 0, formant_shift: 1, preserve_vibrato: true, vibrato: 1, style: 'follow', style_amount: 0.7, key: 'auto',
    f0_method: 'swiftf0', fmin: 50, fmax: 1100,
  },
  svc: { enabled: true, engine: 'auto', voice: 'deeper', blend: [], strength: 1, formant: 'auto', breath: 0, double: false, double_voice: null, options: {} },
  harmony: { voices: [] },
  instrumental: {
    enabled: true, engine: 'spleeter', quality: 'balanced', split_vocals: true, stems: false,
    drums_db: 0, bass_db: 0, other_db: 0, drums_pan: 0, bass_pan: 0, other_pan: 0, keep_reverb: false, transpose: false, generate: null,
  },
  mixing: {
    vocal_db: 0, double_db: -6, harmony_db: 0, instrumental_db: 0, vocal_pan: 0, double_pan: 0, harmony_pan: 0, instrumental_pan: 0,
    fade_in: 0, fade_out: 0, reverb: 0, match_original_balance: true, target_lufs: null, true_peak_db: 'auto',
  },
}

export const GROUPS = /** @type {Group[]} */ (Object.keys(DEFAULTS))

/** @type {Form} How the page begins: as the server's defaults, but it finds the octave by itself. */
export const START = {
  profile: 'balanced', source: 'song', own_backing: false, backing_id: null, allow_placeholder: false, blending: false,
  ...DEFAULTS,
  swiftf0: { ...DEFAULTS.swiftf0, pitch_shift: 'auto' },
}

/** @param {unknown} value @returns {Record<string, unknown>} */
const table = (value) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? /** @type {Record<string, unknown>} */ (value) : {})

/**
 * Field by field: what fits stays, what doesn't is as the page begins.
 * @param {Record<string, any>} shape @param {Record<string, unknown>} raw @param {Record<string, any>} start
 */
const fitting = (shape, raw, start) =>
  Object.fromEntries(Object.keys(start).map((key) => {
    const parsed = shape[key].safeParse(raw[key])
    return [key, parsed.success ? parsed.data : start[key]]
  }))

/** A whole form from whatever was found: a stored draft, an old job. @param {unknown} raw @returns {Form} */
export function saneForm(raw) {
  const fields = table(raw)
  const { processing, quality, swiftf0, svc, harmony, instrumental, mixing, ...around } = START
  const groups = Object.entries({ processing, quality, swiftf0, svc, harmony, instrumental, mixing })
    .map(([group, start]) => [group, fitting(/** @type {any} */ (CONFIG.shape)[group].shape, table(fields[group]), start)])
  return /** @type {Form} */ ({ ...fitting(AROUND.shape, fields, around), ...Object.fromEntries(groups) })
}
