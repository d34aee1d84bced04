// @ts-check
import { describe, expect, it } from 'vitest'
import { engineOf, trainedOf } from '@/test/intake.jsx'
import { changedOptions, engineIdOf, handover, isPossible, knows, optionFields, possibleOptions, withOption } from './engineOptions.js'
import { START } from './settings.js'

const OPTIONS = /** @type {any} */ ({
  strength: { type: 'number', minimum: 0, maximum: 1, default: 1 },
  index_rate: { type: 'number', minimum: 0, maximum: 1, default: 0.75, title: 'Index Rate', description: 'How much.', needs: 'has_index' },
  rms_mix_rate: { type: 'number', minimum: 0, maximum: 1, default: 0.25, title: 'Rms Mix Rate' },
  seed: { type: 'integer', minimum: 0, maximum: 1e9, default: 1 },
  layer: { type: 'integer', exclusiveMinimum: 0, maximum: 12, default: 9 },
  unvoiced: { type: 'string', enum: ['classic', 'interpolated'], default: 'classic' },
  mode: { const: 'one', default: 'one' },
  auto_f0: { type: 'boolean', default: false, title: 'Its own melody' },
  speaker: { type: 'string', maxLength: 200, default: '' },
  cut: { anyOf: [{ type: 'number', minimum: 10, maximum: 100 }, { const: 'auto', type: 'string' }], default: 'auto' },
  least: { anyOf: [{ type: 'number' }, { type: 'null' }], default: null },
})
const RVC = engineOf('voice', 'rvc', { options: OPTIONS, of_one_voice: ['speaker'] })
const ECHO = engineOf('voice', 'echo', { options: /** @type {any} */ ({ strength: {}, formant: {}, breath: {} }) })
const field = (/** @type {string} */ name) => /** @type {import('./engineOptions.js').OptionField} */ (optionFields(RVC).find((one) => one.name === name))

describe('the options of an engine', () => {
  it('are those that svc has no field for, in the engine’s order', () => {
    expect(optionFields(RVC).map(({ name }) => name)).toEqual(['index_rate', 'rms_mix_rate', 'seed', 'layer', 'unvoiced', 'mode', 'auto_f0', 'speaker', 'cut', 'least'])
    expect(optionFields(ECHO)).toEqual([])
    expect(optionFields(undefined)).toEqual([])
  })
  it('are drawn by their kind: bounds make a slider, but not one of a billion steps', () => {
    expect(Object.fromEntries(optionFields(RVC).map(({ name, kind }) => [name, kind]))).toEqual({
      index_rate: 'slider', rms_mix_rate: 'slider', seed: 'number', layer: 'slider', unvoiced: 'choice', mode: 'choice', auto_f0: 'switch', speaker: 'text', cut: 'slider', least: 'number',
    })
    expect(field('layer')).toMatchObject({ min: 1, max: 12, step: 1, whole: true })
    expect(field('cut')).toMatchObject({ min: 10, max: 100, word: 'auto', usual: 'auto' })
    expect(field('speaker').longest).toBe(200)
  })
  it('are called as the engine calls them, made readable', () => {
    expect(['index_rate', 'rms_mix_rate', 'auto_f0'].map((name) => field(name).label)).toEqual(['Index rate', 'RMS mix rate', 'Its own melody'])
    expect(field('index_rate').hint).toBe('How much.')
  })
  it('hold only what differs from the usual', () => {
    const one = withOption({}, field('index_rate'), 0.5)
    expect(one).toEqual({ index_rate: 0.5 })
    expect(withOption(one, field('index_rate'), 0.75)).toEqual({})
  })
  it('are changed where they are not the usual ones, which a job names too', () => {
    expect(changedOptions(RVC, { index_rate: 0.75, seed: 7, speaker: '', of_elsewhere: 1 })).toEqual(['seed', 'of_elsewhere'])
  })
  it('tell whether a field of svc means something', () => {
    expect([knows(RVC, 'formant'), knows(RVC, 'strength'), knows(ECHO, 'formant'), knows(undefined, 'formant')]).toEqual([false, true, true, true])
  })
})

describe('the engine that sings', () => {
  const voices = /** @type {any[]} */ ([{ voice_id: 'a', engine: 'rvc' }, { voice_id: 'deeper', engine: 'echo' }])
  const form = (/** @type {Partial<typeof START.svc>} */ svc, blending = false) => ({ svc: { ...START.svc, ...svc }, blending })
  it('is the voice’s own, of a blend its voices’, unless one is named', () => {
    expect(engineIdOf(form({ engine: 'auto', voice: 'a' }), voices)).toBe('rvc')
    expect(engineIdOf(form({ engine: 'auto', voice: 'a', blend: [{ voice: 'deeper', weight: 1, points: [] }] }, true), voices)).toBe('echo')
    expect(engineIdOf(form({ engine: 'echo', voice: 'a' }), voices)).toBe('echo')
    expect(engineIdOf(form({ engine: 'auto', voice: 'gone' }), voices)).toBeNull()
  })
  it('gets nothing that was set for another engine, and its own back', () => {
    const kept = new Map()
    const svc = { ...START.svc, engine: 'rvc', options: { index_rate: 0.5, speaker: 'ann' }, breath: 0.3 }
    expect(handover({ engine: RVC, id: 'rvc', svc }, 'echo', kept)).toEqual({ 'svc.engine': 'auto', 'svc.options': {}, 'svc.formant': 'auto', 'svc.breath': 0 })
    const echo = { ...svc, options: {}, formant: /** @type {const} */ (0.9), breath: 0 }
    expect(handover({ engine: ECHO, id: 'echo', svc: echo }, 'rvc', kept)).toEqual({ 'svc.engine': 'auto', 'svc.options': { index_rate: 0.5 }, 'svc.formant': 'auto', 'svc.breath': 0.3 })
    expect(handover({ engine: RVC, id: 'rvc', svc }, 'echo', kept)).toMatchObject({ 'svc.formant': 0.9 })
  })
  it('keeps its options for another of its voices, but not the speaker of the one before', () => {
    const svc = { ...START.svc, options: { index_rate: 0.5, speaker: 'ann' } }
    expect(handover({ engine: RVC, id: 'rvc', svc }, 'rvc', new Map())).toEqual({ 'svc.options': { index_rate: 0.5 } })
  })
  it('lets go of what the next voice has nothing for, as its schema tells', () => {
    const [with_, without] = [trainedOf({}, { has_index: true }), trainedOf({}, { has_index: false })]
    const options = { index_rate: 0.5, rms_mix_rate: 0.1 }
    expect(possibleOptions(options, RVC, with_)).toEqual(options)
    expect(possibleOptions(options, RVC, without)).toEqual({ rms_mix_rate: 0.1 })
    expect(possibleOptions(options, RVC, undefined)).toEqual(options)
    expect([isPossible(field('index_rate'), without), isPossible(field('seed'), without)]).toEqual([false, true])
  })
})
