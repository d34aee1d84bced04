// @ts-check
/** The page's rules against the API's own answers (rules.json; tests/page_rules.py writes it). */
import { expect, test } from 'vitest'
import { findProblems } from '@/features/song/validation.js'
import rows from '@/test/rules.json'
import { PRESETS } from '@/test/song.js'
import { hasBacking, splitsBacking, usesScale, usesVoice } from './config.js'
import { orderOf } from './order.js'
import { DEFAULTS, GROUPS, START } from './settings.js'

/** @typedef {import('./settings.js').Form} Form */
/** @typedef {{source: string, own_backing: boolean, config: Record<string, any>, refused?: string, facts?: Record<string, boolean>, without_effect?: string[]}} Row */

const ROWS = /** @type {Row[]} */ (/** @type {unknown} */ (rows))
const ANSWERED = ROWS.filter((row) => !row.refused)

/** @param {Row} row @param {Record<string, object>} [more] fields by group, where the row says nothing of them @returns {Form} */
function formOf({ source, own_backing, config }, more = {}) {
  const groups = GROUPS.map((group) => [group, { ...DEFAULTS[group], ...more[group], ...config[group] }])
  const form = /** @type {any} */ ({ ...START, ...Object.fromEntries(groups), source, own_backing, backing_id: own_backing ? 'music' : null })
  form.svc.blend = form.svc.blend.map((/** @type {object} */ part) => ({ points: [], ...part }))
  form.harmony.voices = form.harmony.voices.map((/** @type {object} */ voice) => ({ gain_db: -6, pan: 0, ...voice }))
  return { ...form, blending: form.svc.blend.length > 0 }
}

test('what a form asks for is what the studio makes of it', () => {
  for (const row of ANSWERED) {
    const form = formOf(row)
    const ours = { uses_voice: usesVoice(form), blends_voices: usesVoice(form) && form.blending, uses_scale: usesScale(form), has_backing: hasBacking(form), splits_backing: splitsBacking(form) }
    expect([row.config, ours]).toEqual([row.config, row.facts])
  }
  expect(ANSWERED.length).toBeGreaterThan(100)
})

test('the page refuses what the studio refuses, before it is asked', () => {
  for (const row of ROWS) expect([row.config, Object.keys(findProblems(formOf(row))).length > 0]).toEqual([row.config, Boolean(row.refused)])
})

const SET = { quality: { bit_depth: 24 }, swiftf0: { style_amount: 0.3, key: 'A minor', hybrid: ['pyin', 'swiftf0'] }, svc: { formant: 0.8, breath: 0.5 }, mixing: { double_db: -3, harmony_db: -3 } }

test('an order leaves out just what the studio calls without effect', () => {
  for (const row of ANSWERED) {
    const form = formOf(row, SET)
    const { config = {} } = orderOf(form, 'song', null, { presets: PRESETS })
    const named = Object.entries(SET).flatMap(([group, fields]) => Object.keys(fields).filter((field) => !(field in (row.config[group] ?? {}))).map((field) => [group, field]))
    const auto = form.swiftf0.pitch_shift === 'auto' ? [['swiftf0', 'pitch_shift']] : []
    for (const [group, field] of [...named, ...auto]) {
      const sent = field in (config[group] ?? {})
      expect([row.config, `${group}.${field}`, sent]).toEqual([row.config, `${group}.${field}`, !row.without_effect?.includes(`${group}.${field}`)])
    }
  }
})
