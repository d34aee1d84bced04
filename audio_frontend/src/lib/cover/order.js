// @ts-check
/** From the form to the smallest request that says the same, and back from a job. Pure. */
import { same } from '../job.js'
import { audibleHarmonies, usesScale, usesVoice } from './config.js'
import { DEFAULTS, GROUPS, saneForm } from './settings.js'

/** @typedef {import('../api.js').Schemas} Schemas */
/** @typedef {import('./settings.js').Form} Form */
/** @typedef {import('./settings.js').Config} Config */
/** @typedef {import('./settings.js').Fields} Fields */
/** @typedef {{start: number, stop: number}} Range seconds */
/** @typedef {Record<string, Fields>} Presets by profile, from GET /profiles */
/** @typedef {Partial<Schemas['JobRequest']> & {file_id: string, config?: Fields}} Order */

const TRY_S = 20
/** Below this length a try would be the whole song. */
export const LEAST_FOR_TRY_S = 25
const LOSSY = ['mp3', 'ogg', 'm4a']
const LONGEST_TITLE = 200

/** Whose voices are asked for. @param {Pick<Form, 'svc' | 'blending'>} form @returns {string[]} */
export const voicesOf = ({ svc, blending }) => (blending ? svc.blend.map(({ voice }) => voice) : [svc.voice])

/** Who else sings, beside the lead. @param {Pick<Form, 'svc' | 'harmony' | 'blending'>} form @returns {string[]} */
export function voicesBeside(form) {
  const { svc, harmony } = sungBy(form)
  const named = [svc.double ? svc.double_voice : null, ...audibleHarmonies({ harmony }).map(({ voice }) => voice)]
  return [...new Set(named.flatMap((voice) => voice ?? []))]
}

/** With voices of their own only where those can sing: a voice is converted, and it is not the lead's. @param {Pick<Form, 'svc' | 'harmony' | 'blending'>} form */
function sungBy({ svc, harmony, blending }) {
  /** @param {string | null} voice */
  const own = (voice) => (usesVoice({ svc }) && (blending || voice !== svc.voice) ? voice : null)
  return {
    svc: { ...svc, double_voice: svc.double ? own(svc.double_voice) : null },
    harmony: { voices: harmony.voices.map((voice) => ({ ...voice, voice: own(voice.voice) })) },
  }
}

/** Defaults with a profile's fields on top. @param {Fields} preset @returns {Config} */
export const effective = (preset) => /** @type {any} */ (Object.fromEntries(GROUPS.map((group) => [group, { ...DEFAULTS[group], ...preset[group] }])))

/** The form's settings without what can have no effect. @param {Form} form @param {Config} base @returns {Config} */
function settled(form, base) {
  const { processing, quality, swiftf0, instrumental, mixing } = form
  const { svc, harmony } = sungBy(form)
  const pitch_shift = swiftf0.pitch_shift === 'auto' && !usesVoice(form) ? 0 : swiftf0.pitch_shift // no voice to suit
  const moves = pitch_shift !== 0 || swiftf0.formant_shift !== 1 || !swiftf0.preserve_vibrato || swiftf0.vibrato !== 1 || swiftf0.style !== 'follow'
  return {
    processing, harmony, instrumental,
    quality: LOSSY.includes(quality.output_format) ? { ...quality, bit_depth: base.quality.bit_depth } : quality,
    swiftf0: {
      ...swiftf0, pitch_shift, enabled: swiftf0.enabled || moves,
      ...(swiftf0.style === 'follow' && { style_amount: base.swiftf0.style_amount }),
      ...(!usesScale(form) && { key: base.swiftf0.key }),
    },
    svc: usesVoice(form)
      ? { ...svc, ...(form.blending ? { voice: base.svc.voice, blend: shared(svc.blend) } : { blend: [] }) } // a blend takes the voice's place
      : { ...base.svc, enabled: svc.enabled, engine: svc.engine, voice: svc.voice, strength: svc.strength, double: svc.double },
    mixing: {
      ...mixing,
      ...(!svc.double && { double_db: base.mixing.double_db, double_pan: base.mixing.double_pan }),
      ...(!audibleHarmonies(form).length && { harmony_db: base.mixing.harmony_db, harmony_pan: base.mixing.harmony_pan }),
    },
  }
}

/** A voice that is left alone shares with nobody. @param {Form['svc']['blend']} blend */
const shared = (blend) => (blend.length === 1 ? [{ voice: blend[0].voice, weight: 1, points: [] }] : blend)

/** Only what differs, by group. @param {Fields} config @param {Fields} base @returns {Fields} */
function differences(config, base) {
  /** @type {Fields} */
  const changes = {}
  for (const group of Object.keys(config)) {
    const fields = Object.entries(config[group]).filter(([field, value]) => !same(value, base[group][field]))
    if (fields.length) changes[group] = Object.fromEntries(fields)
  }
  return changes
}

/**
 * The smallest request: the profile, and only the fields that differ from it.
 * @param {Form} form @param {string} fileId @param {Range | null} range null: the whole song
 * @param {{presets: Presets, consent?: import('../consent.js').Consent | null, title?: string}} more
 * @returns {Order}
 */
export function orderOf(form, fileId, range, { presets, consent, title }) {
  const base = effective(presets[form.profile])
  const config = differences(settled(form, base), base)
  if (range) config.range = range.start === 0 ? { stop: range.stop } : { start: range.start, stop: range.stop }
  /** @type {Order} */
  const order = { file_id: fileId, profile: form.profile }
  if (form.source !== 'song') order.source = form.source
  if (form.own_backing && form.backing_id) order.instrumental_file_id = form.backing_id
  if (form.allow_placeholder) order.allow_placeholder = true
  if (consent && usesVoice(form)) order.consent = /** @type {any} */ (consent) // its statement may be left out
  if (title) order.title = title
  if (Object.keys(config).length) order.config = config
  return order
}

/**
 * The form that made this job, and the part of the song; what doesn't fit any more is as the page begins.
 * @param {{request: Record<string, any>, config: Record<string, any>}} job
 * @returns {{form: Form, range: {start: number, stop: number | null} | null}}
 */
export function formOf({ request, config }) {
  const { range, ...groups } = config
  const form = saneForm({
    ...groups,
    svc: { ...groups.svc, engine: engineAsked(groups.svc, request.voice) },
    profile: request.profile,
    source: request.source,
    own_backing: Boolean(request.instrumental_file_id),
    backing_id: request.instrumental_file_id,
    allow_placeholder: request.allow_placeholder,
    blending: Boolean(groups.svc?.blend?.length),
  })
  const whole = !range || (range.start === 0 && range.stop === null)
  return { form, range: whole ? null : { start: range.start, stop: range.stop } }
}

/** A job tells the engine that its voice was sung by; where that is the voice's own, nobody has to name it. @param {{engine?: string} | undefined} svc @param {{engine?: string, voices?: {engine?: string}[]} | undefined} voice */
const engineAsked = (svc, voice) => (svc?.engine && svc.engine === (voice?.voices?.[0] ?? voice)?.engine ? DEFAULTS.svc.engine : svc?.engine)

/** A range inside the song; null for all of it, and for what is none. @param {{start: number, stop: number | null} | null | undefined} range @param {number} duration seconds @returns {Range | null} */
export function rangeIn(range, duration) {
  if (!range || !Number.isFinite(range.start)) return null
  const start = Math.max(range.start, 0)
  const stop = Math.min(range.stop ?? duration, duration)
  if (!(stop > start) || (start === 0 && stop === duration)) return null
  return { start, stop }
}

/** The 20 s from here, moved back where the song ends. @param {number} at seconds @param {number} duration seconds @returns {Range} */
export function tryWindow(at, duration) {
  const start = Math.min(Math.max(at, 0), Math.max(duration - TRY_S, 0))
  return { start, stop: Math.min(start + TRY_S, duration) }
}

/** A title for the try: the song's, by its tags or its file, cut to what a title may have. @param {import('../song.js').Song} song @param {string} suffix */
export function tryTitle({ title, filename }, suffix) {
  const stem = title || filename.replace(/\.[^.]+$/, '') || filename
  return `${stem.slice(0, LONGEST_TITLE - suffix.length)}${suffix}`
}

/** "group.field" of every field a profile decides. @param {Fields} preset @returns {[string, string, unknown][]} group, field, value */
export const decided = (preset) => Object.entries(preset).flatMap(([group, fields]) => Object.entries(fields).map(([field, value]) => /** @type {[string, string, unknown]} */ ([group, field, value])))

/** The profile's own fields that are not as it wants them. @param {Form} form @param {Fields} preset */
export const changedByHand = (form, preset) => decided(preset).filter(([group, field, value]) => /** @type {any} */ (form)[group]?.[field] !== value)

/** The form with a profile's own fields taken over; everything else stays. @param {Form} form @param {Form['profile']} profile @param {Fields} preset @returns {Form} */
export function withProfile(form, profile, preset) {
  const groups = GROUPS.map((group) => [group, { ...form[group], ...preset[group] }])
  return { ...form, profile, ...Object.fromEntries(groups) }
}
