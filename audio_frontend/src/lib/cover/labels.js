// @ts-check
/** Settings in words: for "what changed", for messages, for problems. */
import { clock, decibels, kilohertz, share, signed } from '../format.js'
import { t } from '../strings/index.js'
import { momentsOf, sharesOf } from './blend.js'
import { scaleLabel } from './scale.js'

const words = t.song.fields
const settled = t.result.settings

/** @param {string} format @param {number} depth */
const outputLabel = (format, depth) => t.song.mix.outputs[/** @type {keyof typeof t.song.mix.outputs} */ (['wav', 'flac'].includes(format) ? `${format}-${depth}` : format)] ?? `${format} ${depth}`

/** @param {string} field "group.field" */
export const labelOf = (field) => /** @type {Record<string, string>} */ (words)[field] ?? field.split('.').pop()?.replaceAll('_', ' ') ?? field

/** Why there is no left and right in the covers of these songs; else empty. @param {{channels: number}[]} songs @param {{quality: {channels: unknown}}} form */
export const monoReason = (songs, form) => (songs.every(({ channels }) => channels === 1) ? t.song.mix.monoSong : form.quality.channels === 1 ? t.song.mix.monoResult : '')

const SHARES = ['strength', 'reverb', 'breath', 'vibrato', 'style_amount']
const SECONDS = ['segment_length', 'overlap_duration', 'fade_in', 'fade_out']

/** "Deeper 60 %, Anna 40 %", at each moment where they change. @param {import('./settings.js').Part[]} parts @param {(voiceId: string) => string} nameOf */
export function blendLabel(parts, nameOf) {
  const at = (/** @type {number} */ when) => sharesOf(parts, when).map((one, index) => `${nameOf(parts[index].voice)} ${share(one)}`).join(', ')
  const moments = momentsOf(parts)
  return moments.length ? moments.map((when) => `${clock(when, true)}: ${at(when)}`).join('; ') : at(0)
}

/** A place in words: −0.3 → "30 % left". @param {number} pan −1 to 1 */
export const panLabel = (pan) => t.common.place(Math.round(pan * 100))

/** @param {import('./settings.js').Harmony[]} voices @param {(voiceId: string) => string} nameOf */
const harmoniesLabel = (voices, nameOf) => voices.map((voice) => harmonyLabel(voice, nameOf)).join(', ')

/** @param {import('./settings.js').Harmony} harmony @param {(voiceId: string) => string} nameOf */
function harmonyLabel({ interval, gain_db, pan, voice }, nameOf) {
  const label = t.song.backingVocals.harmony(t.song.backingVocals.intervals[interval], decibels(gain_db), panLabel(pan))
  return voice ? t.song.backingVocals.by(label, nameOf(voice)) : label
}

/** @param {Record<string, unknown>} options */
const optionsLabel = (options) => Object.entries(options).map(([name, value]) => `${name}: ${value}`).join(', ') || settled.none

/** One setting's value, with its unit. @param {string} group @param {string} field @param {unknown} value @param {(voiceId: string) => string} [nameOf] */
export function valueLabel(group, field, value, nameOf = (id) => id) {
  if (Array.isArray(value)) return !value.length ? settled.none : field === 'blend' ? blendLabel(value, nameOf) : harmoniesLabel(value, nameOf)
  if (field === 'double_voice') return value === null ? t.song.backingVocals.asLead : nameOf(String(value))
  if (field === 'generate' && value !== null) return `“${/** @type {{prompt: string}} */ (value).prompt}”`
  if (field === 'options') return optionsLabel(/** @type {Record<string, unknown>} */ (value))
  if (field === 'key') return scaleLabel(String(value))
  if (field === 'style') return t.song.pitchStyle.styles[/** @type {'follow'} */ (value)] ?? String(value)
  if (typeof value === 'boolean') return value ? settled.on : settled.off
  if (value === null) return settled.none
  if (value === 'auto') return settled.auto
  if (value === 'source') return settled.asSource
  if (group === 'instrumental' && field === 'quality') return t.song.source.qualities[/** @type {'fast'} */ (value)] ?? String(value)
  if (typeof value !== 'number') return field === 'output_format' ? String(value).toUpperCase() : String(value)
  if (SECONDS.includes(field)) return `${value} s`
  if (field === 'true_peak_db') return t.result.report.dbtp(signed(value))
  if (field.endsWith('_db')) return decibels(value)
  if (field.endsWith('_pan')) return panLabel(value)
  if (field === 'target_lufs') return t.result.report.lufs.of(signed(value))
  if (field === 'sample_rate') return kilohertz(value)
  if (field === 'pitch_shift') return t.result.report.moved(signed(value))
  if (SHARES.includes(field)) return share(value)
  if (field === 'formant') return t.song.voice.throatLabel(value)
  if (field === 'formant_shift') return `${value}×`
  if (field === 'fmin' || field === 'fmax') return `${value} Hz`
  return String(value)
}

/**
 * What differs between two forms in the fields a profile decides: "Output: WAV 16-bit → FLAC 24-bit".
 * @param {import('./settings.js').Form} before @param {import('./settings.js').Form} after
 * @param {[string, string, unknown][]} fields @returns {string[]}
 */
export function changeLabels(before, after, fields) {
  const [from, to] = /** @type {any[]} */ ([before, after])
  const file = (form) => outputLabel(form.quality.output_format, form.quality.bit_depth)
  const lines = fields
    .filter(([group, field]) => from[group][field] !== to[group][field])
    .map(([group, field]) =>
      group === 'quality' && (field === 'output_format' || field === 'bit_depth')
        ? t.song.profile.line(words['quality.output_format'], file(from), file(to))
        : t.song.profile.line(labelOf(`${group}.${field}`), valueLabel(group, field, from[group][field]), valueLabel(group, field, to[group][field])))
  return [...new Set(lines)]
}

const AROUND = ['body', 'config']

/** The form field that a problem of the server names: "config.svc.voice.literal" → "svc.voice". @param {string} path */
function fieldNamed(path) {
  const parts = path.split('.')
  const [group, field] = parts.slice(parts.findIndex((part) => !AROUND.includes(part)))
  if (`${group}.${field}` in words) return `${group}.${field}`
  return parts.at(-1) === 'instrumental_file_id' ? 'backing_id' : null
}

/** What the studio finds wrong with fields that the page shows, by field, in the studio's words. @param {{field: string, message: string}[]} errors */
export function byField(errors) {
  /** @type {Record<string, string>} */
  const named = {}
  for (const { field, message } of errors) {
    const name = fieldNamed(field)
    if (name) named[name] ??= message
  }
  return named
}
