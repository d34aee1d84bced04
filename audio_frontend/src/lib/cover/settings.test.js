// @ts-check
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { CONFIG, DEFAULTS, GROUPS, START, saneForm } from './settings.js'

const schemas = JSON.parse(readFileSync('../docs/openapi.json', 'utf8')).components.schemas
const served = Object.fromEntries(Object.entries(schemas.AudioConfig.properties).filter(([group]) => group !== 'range')) // the range is not the form's
/** @type {Record<string, any>} */
const ours = z.toJSONSchema(CONFIG, { unrepresentable: 'throw' })

/** @param {string} group @returns {Record<string, any>} */
const servedFields = (group) => schemas[served[group].$ref.split('/').pop()].properties

/** Only what bounds a value, in one spelling. @param {any} field @returns {any} */
function bounds(field) {
  const { anyOf, items, $ref, minimum, maximum, minLength, maxLength, maxItems, pattern, type } = field
  if ($ref) return bounds(schemas[$ref.split('/').pop()])
  if (items) return { maxItems, items: bounds(items) }
  if (field.properties) return Object.fromEntries(Object.entries(field.properties).map(([name, value]) => [name, bounds(value)]).sort(byWords))
  if (anyOf) return anyOf.flatMap((/** @type {any} */ one) => { const told = bounds(one); return Array.isArray(told) ? told : [told] }).sort(byWords)
  const values = field.enum ?? ('const' in field ? [field.const] : null)
  if (values) return values.map((/** @type {unknown} */ value) => ({ value })).sort(byWords)
  return Object.fromEntries(Object.entries({ type, minimum, maximum, minLength, maxLength, pattern }).filter(([, value]) => value !== undefined))
}
/** @param {unknown} one @param {unknown} other */
const byWords = (one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other))

/** A field of further settings has none by itself. @param {any} schema */
const valueOf = (schema) => ('default' in schema ? schema.default : schema.type === 'object' ? {} : undefined)

describe('the page and the server agree on every setting', () => {
  test('on the groups', () => {
    expect(Object.keys(ours.properties).sort()).toEqual(Object.keys(served).sort())
  })
  test.each(GROUPS)('on the fields of %s', (group) => {
    expect(Object.keys(ours.properties[group].properties).sort()).toEqual(Object.keys(servedFields(group)).sort())
  })
  test.each(GROUPS)('on the defaults of %s', (group) => {
    expect(DEFAULTS[group]).toEqual(Object.fromEntries(Object.entries(servedFields(group)).map(([field, schema]) => [field, valueOf(schema)])))
  })
  test.each(GROUPS)('on the bounds of %s', (group) => {
    for (const [field, schema] of Object.entries(servedFields(group))) {
      const expected = bounds(schema)
      if (field === 'sample_rate') expected.find((/** @type {any} */ one) => one.type === 'integer').minimum ??= 8000 // bounded by a validator there
      if (field === 'sample_rate') expected.find((/** @type {any} */ one) => one.type === 'integer').maximum ??= 192_000
      expect({ [field]: bounds(ours.properties[group].properties[field]) }).toEqual({ [field]: Array.isArray(expected) ? expected.sort(byWords) : expected })
    }
  })
})

describe('what was found is made whole', () => {
  test('zeros and falses are values', () => {
    const form = saneForm({ svc: { enabled: false, strength: 0 }, swiftf0: { pitch_shift: 0 }, mixing: { match_original_balance: false, target_lufs: -14, true_peak_db: null } })
    expect(form.svc).toMatchObject({ enabled: false, strength: 0 })
    expect(form.swiftf0.pitch_shift).toBe(0)
    expect(form.mixing).toMatchObject({ match_original_balance: false, target_lufs: -14, true_peak_db: null })
  })
  test('a blend that the studio would refuse is no blend, a good one stays', () => {
    const good = [{ voice: 'deeper', weight: 0.4, points: [] }, { voice: 'airy', weight: 1, points: [{ at: 0, weight: 1 }, { at: 9.5, weight: 0 }] }]
    expect(saneForm({ blending: true, svc: { blend: good } })).toMatchObject({ blending: true, svc: { blend: good } })
    const [one, other] = good
    const backwards = { ...other, points: [...other.points].reverse() }
    for (const bad of [[one, one], [{ ...one, weight: 0 }], [backwards], [{ ...one, weight: 2 }], 'all']) expect(saneForm({ svc: { blend: bad } }).svc.blend).toEqual([])
  })
  test('a draft from before there were harmonies gets them as the page begins', () => {
    expect(saneForm({ svc: { voice: 'airy' }, swiftf0: { fmin: 60 } })).toMatchObject({ harmony: { voices: [] }, blending: false, svc: { voice: 'airy', formant: 'auto', double: false }, swiftf0: { fmin: 60, style: 'follow', key: 'auto' } })
  })
  test('a field that does not fit is as the page begins, and its neighbours stay', () => {
    const form = saneForm({ mixing: { vocal_db: 99, reverb: 0.5 }, svc: { voice: '../../etc' }, profile: 'turbo', quality: 'none' })
    expect(form.mixing).toMatchObject({ vocal_db: 0, reverb: 0.5 })
    expect([form.svc, form.profile, form.quality]).toEqual([START.svc, 'balanced', START.quality])
  })
  test.each([null, 'text', [], 7, { mixing: null }])('%j gives the form the page begins with', (raw) => {
    expect(saneForm(raw)).toEqual(START)
  })
  test('what nobody asked for is left out', () => {
    expect(saneForm({ ...START, extra: 1, svc: { ...START.svc, extra: 1 } })).toEqual(START)
  })
})
