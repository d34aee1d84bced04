// @ts-check
import { describe, expect, test } from 'vitest'
import { PRESETS } from '@/test/song.js'
import { changedByHand, effective, formOf, orderOf, rangeIn, tryTitle, tryWindow, withProfile, voicesBeside } from './order.js'
import { DEFAULTS, START } from './settings.js'

/** @typedef {import('./settings.js').Form} Form */

/** @param {Partial<Record<keyof Form, any>>} changes @returns {Form} */
const form = (changes = {}) =>
  /** @type {any} */ ({ ...START, ...Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, value !== null && typeof value === 'object' ? { .../** @type {any} */ (START)[key], ...value } : value])) })

const BLEND = [{ voice: 'deeper', weight: 0.5, points: [] }, { voice: 'airy', weight: 1, points: [{ at: 0, weight: 1 }, { at: 9.5, weight: 0.2 }] }]
/** @param {Record<string, object>} groups */
const withDefaults = (groups) => Object.fromEntries(Object.entries(groups).map(([group, fields]) => [group, { .../** @type {any} */ (DEFAULTS)[group], ...fields }]))

/** @param {Form} orderedForm @param {import('./order.js').Range | null} [range] */
const order = (orderedForm, range = null) => orderOf(orderedForm, 'song1', range, { presets: PRESETS })

/** As the server does: profile, then the fields that were sent. @param {ReturnType<typeof order>} asked */
function jobOf(asked) {
  const { config = {}, ...request } = asked
  const base = { ...effective(/** @type {any} */ (PRESETS)[asked.profile ?? 'balanced']), range: { start: 0, stop: null } }
  const whole = Object.fromEntries(Object.entries(base).map(([group, fields]) => [group, { ...fields, ...config[group] }]))
  return { request: { source: 'song', instrumental_file_id: null, allow_placeholder: false, ...request }, config: whole }
}

describe('the smallest request', () => {
  test('of an untouched form holds the song, the profile and the automatic key', () => {
    expect(order(form())).toEqual({ file_id: 'song1', profile: 'balanced', config: { swiftf0: { pitch_shift: 'auto' } } })
  })
  test('of the server’s own defaults has no config at all', () => {
    expect(order(form({ ...DEFAULTS }))).toEqual({ file_id: 'song1', profile: 'balanced' })
  })
  test('does not repeat what the profile says', () => {
    expect(order(withProfile(form({ ...DEFAULTS }), 'quality', PRESETS.quality))).toEqual({ file_id: 'song1', profile: 'quality' })
  })
  test('sends back to the default what the profile had changed', () => {
    const orderedForm = { ...withProfile(form({ ...DEFAULTS }), 'quality', PRESETS.quality) }
    orderedForm.processing = { ...orderedForm.processing, max_concurrent_segments: 2 }
    expect(order(orderedForm).config).toEqual({ processing: { max_concurrent_segments: 2 } })
  })
  test('keeps zeros and falses that differ from the default', () => {
    const asked = order(form({ svc: { strength: 0 }, swiftf0: { pitch_shift: 0, preserve_vibrato: false }, processing: { overlap_duration: 0 }, mixing: { match_original_balance: false }, instrumental: { enabled: false } }))
    expect(asked.config).toEqual({
      svc: { strength: 0 }, swiftf0: { preserve_vibrato: false }, processing: { overlap_duration: 0 }, mixing: { match_original_balance: false }, instrumental: { enabled: false },
    })
  })
  test('holds a blend in the place of the voice, and the voice in the place of a blend that is not wanted', () => {
    expect(order(form({ ...DEFAULTS, blending: true, svc: { voice: 'airy', blend: BLEND } })).config).toEqual({ svc: { blend: BLEND } })
    expect(order(form({ ...DEFAULTS, blending: true, svc: { voice: 'airy', blend: BLEND.slice(0, 1).map((one) => ({ ...one, weight: 0.5 })) } })).config?.svc?.blend)
      .toEqual([{ voice: BLEND[0].voice, weight: 1, points: [] }])
    expect(order(form({ ...DEFAULTS, blending: false, svc: { voice: 'airy', blend: BLEND } })).config).toEqual({ svc: { voice: 'airy' } })
  })
  test('leaves out what has no effect: a scale nobody needs, the amount of no style, faders of nothing, the shape of no voice', () => {
    const idle = { swiftf0: { key: 'A minor', style_amount: 0.2 }, mixing: { double_db: 0, harmony_db: -3 }, svc: { strength: 0, formant: 0.8, breath: 0.5, blend: BLEND } }
    expect(order(form({ ...DEFAULTS, blending: true, ...withDefaults(idle) })).config).toEqual({ svc: { strength: 0 } })
  })
  test('holds them when they have one', () => {
    const voices = [{ interval: 'third_above', gain_db: -9, pan: 0, voice: null }]
    const config = { swiftf0: { key: 'A minor', style: 'smooth', style_amount: 0.2, vibrato: 0 }, mixing: { double_db: 0, harmony_db: -3 }, svc: { enabled: false, double: true }, harmony: { voices } }
    expect(order(form(withDefaults(config))).config).toEqual({
      swiftf0: { key: 'A minor', style: 'smooth', style_amount: 0.2, vibrato: 0 }, mixing: { double_db: 0, harmony_db: -3 }, svc: { enabled: false, double: true }, harmony: { voices },
    })
  })
  test('asks for no automatic key where there is no voice to suit', () => {
    expect(order(form({ svc: { enabled: false } })).config).toEqual({ svc: { enabled: false } })
  })
  test('leaves out the bits of a lossy file', () => {
    const orderedForm = withProfile(form(), 'quality', PRESETS.quality)
    expect(order({ ...orderedForm, quality: { ...orderedForm.quality, output_format: 'mp3', bit_depth: 16 } }).config?.quality).toEqual({ output_format: 'mp3' })
  })
  test('carries the backing only when it is wanted', () => {
    expect(order(form({ source: 'vocals', own_backing: true, backing_id: 'music1' }))).toMatchObject({ source: 'vocals', instrumental_file_id: 'music1' })
    expect(order(form({ source: 'vocals', own_backing: false, backing_id: 'music1' }))).not.toHaveProperty('instrumental_file_id')
  })
  test('carries the consent and a title when there are some', () => {
    const more = { presets: PRESETS, consent: /** @type {const} */ ({ voice_rights: 'licensed' }), title: 'Harbour (20 s try)' }
    expect(orderOf(form(), 'song1', null, more)).toMatchObject({ consent: { voice_rights: 'licensed' }, title: 'Harbour (20 s try)' })
    expect(orderOf(form({ svc: { enabled: false } }), 'song1', null, more)).not.toHaveProperty('consent')
  })
  test('names other voices beside the lead only where they sing', () => {
    const harmony = { voices: [{ interval: 'octave_below', gain_db: -9, pan: 0, voice: 'anna1' }] }
    const both = { svc: { double: true, double_voice: 'airy' }, harmony }
    expect(order(form(both)).config).toMatchObject(both)
    expect(voicesBeside(form(both))).toEqual(['airy', 'anna1'])
    expect(order(form({ svc: { double_voice: 'airy' } })).config?.svc).toBeUndefined()
    const own = form({ ...both, svc: { ...both.svc, enabled: false } })
    expect(order(own).config).toMatchObject({ svc: { enabled: false, double: true }, harmony: { voices: [{ voice: null }] } })
    expect(voicesBeside(own)).toEqual([])
  })
  test('the lead’s own voice named for a part is nobody else', () => {
    const same = form({ svc: { voice: 'airy', double: true, double_voice: 'airy' } })
    expect(order(same).config?.svc).toEqual({ voice: 'airy', double: true })
    expect(voicesBeside(same)).toEqual([])
  })
  test('names the range by what differs from the whole song', () => {
    expect(order(form(), { start: 12.5, stop: 40 }).config?.range).toEqual({ start: 12.5, stop: 40 })
    expect(order(form(), { start: 0, stop: 40 }).config?.range).toEqual({ stop: 40 })
  })
})

describe('there and back', () => {
  /** @type {[string, Partial<Record<keyof Form, any>>][]} */
  const cases = [
    ['an untouched form', {}],
    ['another profile', { profile: 'fast', ...PRESETS.fast }],
    ['zeros', { svc: { strength: 0 }, swiftf0: { pitch_shift: 0 }, processing: { overlap_duration: 0 }, mixing: { reverb: 0, true_peak_db: 0 } }],
    ['falses', { svc: { enabled: false }, swiftf0: { pitch_shift: 0, preserve_vibrato: false }, instrumental: { enabled: false, split_vocals: false }, mixing: { match_original_balance: false }, processing: { clear_cache_between_segments: false } }],
    ['trues', { instrumental: { stems: true, keep_reverb: true, transpose: true }, allow_placeholder: true }],
    ['no limiter', { mixing: { true_peak_db: null, target_lufs: -16 } }],
    ['numbers', { swiftf0: { pitch_shift: -7, formant_shift: 0.9, fmin: 80, fmax: 900 }, instrumental: { drums_db: -60, bass_db: 3, other_db: 0 }, mixing: { vocal_db: -2.5, fade_in: 1, fade_out: 8 } }],
    ['a blend', { blending: true, svc: { blend: BLEND, formant: 0.85, breath: 0.3 } }],
    ['voices beside the lead', { svc: { double: true }, mixing: { double_db: -3, harmony_db: 2 }, harmony: { voices: [{ interval: 'third_above', gain_db: -9, pan: -0.4, voice: null }, { interval: 'octave_below', gain_db: -12, pan: 0, voice: null }] } }],
    ['another way to sing', { swiftf0: { vibrato: 0, style: 'snap', style_amount: 0, key: 'auto' } }],
    ['a scale', { swiftf0: { style: 'snap', style_amount: 1, key: 'Bb minor' } }],
    ['an own backing', { source: 'vocals', own_backing: true, backing_id: 'music1' }],
    ['another file', { quality: { output_format: 'flac', bit_depth: 24, sample_rate: 'source', channels: 1 } }],
  ]
  test.each(cases)('%s comes back as it went', (_name, changes) => {
    const sent = form(changes)
    expect(formOf(jobOf(order(sent))).form).toEqual(sent)
  })
  test('the range comes back, and the whole song as none', () => {
    expect(formOf(jobOf(order(form(), { start: 0, stop: 40 }))).range).toEqual({ start: 0, stop: 40 })
    expect(formOf(jobOf(order(form()))).range).toBeNull()
  })
  test('an engine that was the voice’s own is asked for by nobody', () => {
    const config = { svc: { engine: 'rvc', voice: 'anna1' } }
    expect(formOf({ request: { profile: 'fast', voice: { engine: 'rvc' } }, config }).form.svc.engine).toBe('auto')
    expect(formOf({ request: { profile: 'fast', voice: { kind: 'blend', voices: [{ engine: 'rvc' }] } }, config }).form.svc.engine).toBe('auto')
    expect(formOf({ request: { profile: 'fast', voice: { engine: 'echo' } }, config }).form.svc.engine).toBe('rvc')
  })
  test('harmonies of a job from before they could name voices are the lead’s', () => {
    const voices = [{ interval: 'third_above', gain_db: -9, pan: 0 }]
    expect(formOf({ request: { profile: 'fast' }, config: { harmony: { voices } } }).form.harmony.voices).toEqual([{ ...voices[0], voice: null }])
  })
  test('a job that asked for something odd still gives a whole form', () => {
    const { form: found } = formOf({ request: { profile: 'balanced' }, config: { svc: { engine: '', strength: 2 } } })
    expect(found.svc).toEqual(START.svc)
  })
})

describe('profiles', () => {
  test('touch nothing but their own fields', () => {
    const before = form({ mixing: { vocal_db: -3 }, quality: { channels: 1 }, svc: { voice: 'airy', strength: 0 } })
    const after = withProfile(before, 'quality', PRESETS.quality)
    expect(after.quality).toEqual({ ...before.quality, ...PRESETS.quality.quality })
    expect(after.quality.channels).toBe(1)
    expect([after.mixing, after.svc, after.swiftf0]).toEqual([before.mixing, before.svc, before.swiftf0])
  })
  test('know which of their fields were changed by hand', () => {
    const changed = { ...form(), quality: { ...START.quality, bit_depth: /** @type {const} */ (24), channels: /** @type {const} */ (1) } }
    expect(changedByHand(changed, PRESETS.balanced).map(([group, field]) => `${group}.${field}`)).toEqual(['quality.bit_depth'])
  })
})

describe('ranges and tries', () => {
  test('a range lies in the song, and the whole song is none', () => {
    expect(rangeIn({ start: -2, stop: 500 }, 200)).toBeNull()
    expect(rangeIn({ start: 10, stop: null }, 200)).toEqual({ start: 10, stop: 200 })
    expect(rangeIn({ start: 300, stop: 400 }, 200)).toBeNull()
    expect(rangeIn({ start: 0, stop: 5 }, 200)).toEqual({ start: 0, stop: 5 })
  })
  test('a try has 20 s, and is moved back at the end', () => {
    expect(tryWindow(0, 200)).toEqual({ start: 0, stop: 20 })
    expect(tryWindow(190, 200)).toEqual({ start: 180, stop: 200 })
  })
  test('a try is called as its song is: by the tags, else by the file', () => {
    expect(tryTitle({ file_id: 'f1', filename: '01.mp3', title: 'No. 5' }, ' (20 s try)')).toBe('No. 5 (20 s try)')
    expect(tryTitle({ file_id: 'f1', filename: '01.mp3', title: null }, ' (20 s try)')).toBe('01 (20 s try)')
  })
  test('the title of a try never gets too long', () => {
    expect(tryTitle({ file_id: 'f1', filename: 'Harbour.mp3' }, ' (20 s try)')).toBe('Harbour (20 s try)')
    expect(tryTitle({ file_id: 'f1', filename: `${'x'.repeat(300)}.mp3` }, ' (20 s try)')).toHaveLength(200)
  })
})
