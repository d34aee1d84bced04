// @ts-check
/** Settings in words: for "what changed", for warnings, for problems. */
import { t } from '../strings/en.js'
import { decibels, kilohertz } from './format.js'

const words = t.song.fields

/** @param {string} format @param {number} depth */
export const outputSays = (format, depth) => t.song.mix.outputs[/** @type {keyof typeof t.song.mix.outputs} */ (['wav', 'flac'].includes(format) ? `${format}-${depth}` : format)] ?? `${format} ${depth}`

/** @param {string} field "group.field" */
export const labelOf = (field) => /** @type {Record<string, string>} */ (words)[field] ?? field.split('.').pop()?.replaceAll('_', ' ') ?? field

/** @param {string} group @param {string} field @param {unknown} value */
function valueSays(group, field, value) {
  if (field === 'sample_rate') return value === 'source' ? t.song.mix.sameRate : kilohertz(Number(value))
  if (field === 'segment_length') return `${value} s`
  if (field.endsWith('_db') && typeof value === 'number') return decibels(value)
  if (group === 'instrumental' && field === 'quality') return t.song.source.qualities[/** @type {'fast'} */ (value)] ?? String(value)
  if (typeof value === 'boolean') return value ? t.song.on : t.song.off
  return String(value)
}

/**
 * What differs between two forms in the fields a profile decides: "Output: WAV 16-bit → FLAC 24-bit".
 * @param {import('./settings.js').Form} before @param {import('./settings.js').Form} after
 * @param {[string, string, unknown][]} fields @returns {string[]}
 */
export function changesSay(before, after, fields) {
  const [from, to] = /** @type {any[]} */ ([before, after])
  const file = (form) => outputSays(form.quality.output_format, form.quality.bit_depth)
  const lines = fields
    .filter(([group, field]) => from[group][field] !== to[group][field])
    .map(([group, field]) =>
      group === 'quality' && (field === 'output_format' || field === 'bit_depth')
        ? t.song.profile.line(words['quality.output_format'], file(from), file(to))
        : t.song.profile.line(labelOf(`${group}.${field}`), valueSays(group, field, from[group][field]), valueSays(group, field, to[group][field])))
  return [...new Set(lines)]
}

const NAMED = /(?<![\w.])(?:config\.)?(processing|quality|swiftf0|svc|instrumental|mixing|range)\.([a-z0-9_]+)/g

/** A sentence of the server with its field names in words. @param {string} sentence */
export const plainly = (sentence) => sentence.replace(NAMED, (_all, group, field) => `“${labelOf(`${group}.${field}`)}”`)

const GROUP = 'processing|quality|swiftf0|svc|instrumental|mixing|range'

/** The form field that a problem of the server names: "config.svc.voice" → "svc.voice". @param {string} path */
export function fieldNamed(path) {
  const found = new RegExp(`^(?:body\\.)?(?:config\\.)?(${GROUP})\\.([a-z0-9_]+)`).exec(path)
  if (found && `${found[1]}.${found[2]}` in words) return `${found[1]}.${found[2]}`
  return /(?:^|\.)instrumental_file_id$/.test(path) ? 'backing_id' : null
}

/**
 * A problem of a whole group names its fields in the message: "swiftf0", "fmax must be at least 1.5 times fmin".
 * @param {string} path @param {string} message @returns {[string | null, string]} the first field, and the message in words
 */
function ofGroup(path, message) {
  const group = new RegExp(`^(?:body\\.)?(?:config\\.)?(${GROUP})$`).exec(path)?.[1]
  /** @type {string[]} */
  const met = []
  const said = message.replace(/[a-z][a-z0-9_]*/g, (word) => {
    const name = `${group}.${word}`
    if (!group || !(name in words)) return word
    met.push(name)
    return `“${labelOf(name)}”`
  })
  return [met[0] ?? null, said]
}

/** What is said of fields the page shows, by field. @param {{field: string, message: string}[]} errors */
export function byField(errors) {
  /** @type {Record<string, string>} */
  const named = {}
  for (const { field, message } of errors) {
    const bare = message.replace(/^Value error, /, '') // pydantic's own prefix is no word for people
    const own = fieldNamed(field)
    const [name, said] = own ? [own, plainly(bare)] : ofGroup(field, bare)
    if (name) named[name] ??= said
  }
  return named
}
