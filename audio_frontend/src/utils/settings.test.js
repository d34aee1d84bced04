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
  const { anyOf, minimum, maximum, minLength, maxLength, pattern, type } = field
  if (anyOf) return anyOf.flatMap((/** @type {any} */ one) => { const told = bounds(one); return Array.isArray(told) ? told : [told] }).sort(byWords)
  const values = field.enum ?? ('const' in field ? [field.const] : null)
  if (values) return values.map((/** @type {unknown} */ value) => ({ value })).sort(byWords)
  return Object.fromEntries(Object.entries({ type, minimum, maximum, minLength, maxLength, pattern }).filter(([, value]) => value !== undefined))
}
/** @param {unknown} one @param {unknown} other */
const byWords = (one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other))

describe('the page and the server agree on every setting', () => {
  test('on the groups', () => {
    expect(Object.keys(ours.properties).sort()).toEqual(Object.keys(served).sort())
  })
  test.each(GROUPS)('on the fields of %s', (group) => {
    expect(Object.keys(ours.properties[group].properties).sort()).toEqual(Object.keys(servedFields(group)).sort())
  })
  test.each(GROUPS)('on the defaults of %s', (group) => {
    expect(DEFAULTS[group]).toEqual(Object.fromEntries(Object.entries(servedFields(group)).map(([field, { default: value }]) => [field, value])))
  })
  test.each(GROUPS)('on the bounds of %s', (group) => {
    for (const [field, told] of Object.entries(servedFields(group))) {
      const wanted = bounds(told)
      if (field === 'sample_rate') wanted.find((/** @type {any} */ one) => one.type === 'integer').minimum ??= 8000 // bounded by a validator there
      if (field === 'sample_rate') wanted.find((/** @type {any} */ one) => one.type === 'integer').maximum ??= 192_000
      expect({ [field]: bounds(ours.properties[group].properties[field]) }).toEqual({ [field]: Array.isArray(wanted) ? wanted.sort(byWords) : wanted })
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
