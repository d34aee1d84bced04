// @ts-check
/** What a voice engine can be asked for beside the voice, from the JSON schema that it tells of itself. Pure. */
import { DEFAULTS } from './settings.js'

/** @typedef {import('../api.js').Schemas['Engine']} Engine */
/** @typedef {import('../api.js').Voice} Voice */
/** @typedef {import('./settings.js').Form} Form */
/** @typedef {Form['svc']['options']} Options */
/** @typedef {Options[string]} Value */
/**
 * @typedef {object} OptionField
 * @property {string} name
 * @property {string} label
 * @property {string} hint
 * @property {'switch' | 'slider' | 'number' | 'choice' | 'text'} kind
 * @property {Value | null} usual what the engine takes where nothing is said; null where the schema doesn't tell
 * @property {number} min of a slider
 * @property {number} max
 * @property {number} step
 * @property {boolean} whole no fractions
 * @property {Value[]} choices of a choice
 * @property {string | null} word of a number that may be a word instead, as "auto"
 * @property {number} longest of a text
 * @property {string | null} needs the fact of a voice without which it can't be set
 */

export const AUTO = 'auto'
/** Fields of `svc` itself, which an engine knows or doesn't. */
const SVC_FIELDS = ['strength', 'formant', 'breath']
const MOST_STEPS = 1000 // more than a slider can show
const LONGEST_TEXT = 4000

/** Whether a field of `svc` means something to it; an engine that isn't known here may know all. @param {Engine | undefined} engine @param {string} name */
export const knows = (engine, name) => !engine || !Object.keys(engine.options).length || name in engine.options

/** The engine that sings: the one that is named, or that of the voice, and of a blend that of its voices. @param {Pick<Form, 'svc' | 'blending'>} form @param {Voice[]} voices */
export function engineIdOf({ svc, blending }, voices) {
  if (svc.engine !== AUTO) return svc.engine
  const chosen = blending ? svc.blend[0]?.voice : svc.voice
  return voices.find(({ voice_id }) => voice_id === chosen)?.engine ?? null
}

/** Its own options, in the order in which it tells them. @param {Engine | undefined} engine @returns {OptionField[]} */
export function optionFields(engine) {
  const own = Object.entries(engine?.options ?? {}).filter(([name]) => !SVC_FIELDS.includes(name))
  return own.map(([name, schema]) => fieldOf(name, /** @type {any} */ (schema)))
}

/** @param {string} name @param {Record<string, any>} schema @returns {OptionField} */
function fieldOf(name, schema) {
  const variants = (schema.anyOf ?? schema.oneOf ?? [schema]).filter((/** @type {any} */ one) => one.type !== 'null')
  const constants = variants.flatMap((/** @type {any} */ one) => one.enum ?? ('const' in one ? [one.const] : []))
  const open = variants.filter((/** @type {any} */ one) => !('const' in one) && !one.enum)
  const base = { ...schema, ...open[0] }
  const field = {
    name, label: labelOf(name, schema.title), hint: schema.description ?? base.description ?? '', usual: schema.default ?? null, choices: constants, word: null,
    ...numbers(base), longest: base.maxLength ?? LONGEST_TEXT, needs: schema.needs ?? null,
  }
  if (!open.length && constants.length) return { ...field, kind: 'choice' }
  if (base.type === 'boolean') return { ...field, kind: 'switch' }
  if (base.type === 'number' || base.type === 'integer') {
    const slides = Number.isFinite(field.min) && Number.isFinite(field.max) && (field.max - field.min) / field.step <= MOST_STEPS
    return { ...field, kind: slides ? 'slider' : 'number', word: typeof constants[0] === 'string' ? constants[0] : null }
  }
  return { ...field, kind: 'text' }
}

/** @param {Record<string, any>} schema */
function numbers({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }) {
  const [min, max] = [minimum ?? exclusiveMinimum ?? -Infinity, maximum ?? exclusiveMaximum ?? Infinity]
  const span = max - min
  const step = multipleOf ?? (type === 'integer' ? 1 : span <= 2 ? 0.01 : span <= 20 ? 0.1 : 1)
  return { min: exclusiveMinimum === undefined ? min : min + step, max: exclusiveMaximum === undefined ? max : max - step, step, whole: type === 'integer' }
}

/** "rms_mix_rate" → "RMS mix rate"; what the engine calls it, where it has words of its own. @param {string} name @param {string} [title] */
function labelOf(name, title) {
  const words = name.replaceAll('_', ' ')
  if (title && title.toLowerCase() !== words.toLowerCase()) return title
  return `${words[0].toUpperCase()}${words.slice(1)}`.replace(/\b(f0|rms)\b/gi, (short) => short.toUpperCase())
}

/** The options with one of them set; the usual value is nothing to say. @param {Options} options @param {OptionField} field @param {Value} value @returns {Options} */
export function withOption(options, { name, usual }, value) {
  const rest = Object.fromEntries(Object.entries(options).filter(([other]) => other !== name))
  return value === usual ? rest : { ...rest, [name]: value }
}

/** Those that are set to something else than the usual; a job names the usual ones too. @param {Engine | undefined} engine @param {Options} options */
export const changedOptions = (engine, options) => {
  const usual = Object.fromEntries(optionFields(engine).map((field) => [field.name, field.usual]))
  return Object.keys(options).filter((name) => !(name in usual) || options[name] !== usual[name])
}

/**
 * What of `svc` belongs to the engine that sings, as it is when another voice takes over: an engine gets nothing that was
 * set for another one, but what was set for it before; another voice of the same engine nothing that is about one voice.
 * @param {{engine: Engine | undefined, id: string | null, svc: Form['svc']}} before @param {string | null} next id of the engine that sings now
 * @param {Map<string, Kept>} kept what each engine was left with @returns {{'svc.options': Options} & Record<string, unknown>} settings of the form
 */
export function handover({ engine, id, svc }, next, kept) {
  if (next === id || next === null) return { 'svc.options': ofAnyVoice(svc.options, engine) }
  if (id) kept.set(id, { options: ofAnyVoice(svc.options, engine), formant: svc.formant, breath: svc.breath })
  const { formant, breath } = DEFAULTS.svc
  const found = kept.get(next) ?? { options: {}, formant, breath }
  return { 'svc.engine': AUTO, 'svc.options': found.options, 'svc.formant': found.formant, 'svc.breath': found.breath }
}

/** @typedef {Pick<Form['svc'], 'options' | 'formant' | 'breath'>} Kept */

/** Whether a voice has what an option needs, as far as its facts tell. @param {OptionField} field @param {Voice | undefined} voice */
export const isPossible = ({ needs }, voice) => !needs || /** @type {Record<string, unknown> | undefined} */ (voice?.facts)?.[needs] !== false

/** Those that this voice can do. @param {Options} options @param {Engine | undefined} engine @param {Voice | undefined} voice @returns {Options} */
export function possibleOptions(options, engine, voice) {
  const impossible = optionFields(engine).filter((field) => !isPossible(field, voice)).map(({ name }) => name)
  return Object.fromEntries(Object.entries(options).filter(([name]) => !impossible.includes(name)))
}

/** @param {Options} options @param {Engine | undefined} engine @returns {Options} */
function ofAnyVoice(options, engine) {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !engine?.of_one_voice.includes(name)))
}
