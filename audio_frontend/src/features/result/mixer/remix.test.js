// @ts-check
import { describe, expect, it } from 'vitest'
import { trackOf } from '@/test/facts.js'
import { changesOf, laneGain, laneSides, lanesOf, mixOf, mixing, onto, unheard } from './remix.js'

/** @param {any} change @returns {any} */
const config = (change = {}) => ({
  svc: { enabled: true, strength: 1, double: false, ...change.svc },
  harmony: { voices: [], ...change.harmony },
  instrumental: { enabled: true, split_vocals: true, stems: false, drums_db: 0, bass_db: 0, other_db: 0, drums_pan: 0, bass_pan: 0, other_pan: 0, transpose: false, ...change.instrumental },
  mixing: { vocal_db: 0, double_db: -6, harmony_db: 0, instrumental_db: 0, vocal_pan: 0, double_pan: 0, harmony_pan: 0, instrumental_pan: 0, reverb: 0, fade_in: 0, fade_out: 0, target_lufs: null, ...change.mixing },
})
const drafts = ['drums', 'bass', 'other'].map((stem) => trackOf(stem, `instrumental.${stem}_db`))
/** @param {string[]} stems */
const lanesFor = (...stems) => lanesOf([...stems.map((stem) => trackOf(stem)), ...(stems.includes('instrumental') ? [] : drafts)])
const VOICE_AND_BACKING = lanesFor('vocals', 'instrumental')
/** @param {any} made @param {import('./remix.js').Action[]} actions */
const asked = (made, actions, lanes = VOICE_AND_BACKING) => changesOf(lanes, actions.reduce(mixing, mixOf(lanes, made)), made)

it('a lane is one of the tracks that the studio tells, with the fader that the studio names', () => {
  expect(lanesFor('vocals')).toEqual([
    { id: 'vocals', file: 'prefader_vocals', group: 'mixing', field: 'vocal_db', pan: 'vocal_pan', draft: false },
    ...['drums', 'bass', 'other'].map((id) => ({ id, file: id, group: 'instrumental', field: `${id}_db`, pan: `${id}_pan`, draft: true })),
  ])
})

describe('what is asked for', () => {
  const made = config({ mixing: { vocal_db: 2, target_lufs: -14 } })
  it('is nothing while nothing changed', () => expect(asked(made, [])).toEqual({}))
  it('is only what changed, in the group it belongs to', () => {
    expect(asked(made, [{ type: 'strip', id: 'instrumental', change: { db: -4.5 } }, { type: 'settings', change: { reverb: 0.2 } }])).toEqual({ mixing: { instrumental_db: -4.5, reverb: 0.2 } })
  })
  it('is null for no loudness', () => expect(asked(made, [{ type: 'settings', change: { target_lufs: null } }])).toEqual({ mixing: { target_lufs: null } }))
  it('is off for what is muted, and for what a solo silences', () => {
    expect(asked(made, [{ type: 'strip', id: 'vocals', change: { mute: true } }])).toEqual({ mixing: { vocal_db: -60 } })
    expect(asked(made, [{ type: 'strip', id: 'vocals', change: { solo: true } }])).toEqual({ mixing: { instrumental_db: -60 } })
  })
  it('is the gain of a draft stem for a draft stem', () => {
    expect(asked(config({ instrumental: { stems: true } }), [{ type: 'strip', id: 'drums', change: { db: 3 } }], lanesFor('vocals'))).toEqual({ instrumental: { drums_db: 3 } })
  })
  it('is the fader of the second take and of the harmonies, in the mix', () => {
    const sung = { svc: { double: true }, harmony: { voices: [{ interval: 'octave_above', gain_db: -9, pan: 0 }] } }
    expect(asked(config(sung), [{ type: 'strip', id: 'double', change: { db: -12 } }, { type: 'strip', id: 'harmony', change: { mute: true } }], lanesFor('vocals', 'double', 'harmony', 'instrumental'))).toEqual({ mixing: { double_db: -12, harmony_db: -60 } })
  })
  it('is nothing while nothing was touched, also where a level has hundredths', () => {
    expect(asked(config({ mixing: { vocal_db: 1.55, instrumental_db: -3.14159 } }), [])).toEqual({})
  })
  it('is a place in hundredths, in the field that the studio names', () => {
    expect(asked(made, [{ type: 'strip', id: 'vocals', change: { pan: -0.3 } }])).toEqual({ mixing: { vocal_pan: -0.3 } })
    expect(asked(config({ instrumental: { stems: true } }), [{ type: 'strip', id: 'bass', change: { pan: 7 } }], lanesFor('vocals'))).toEqual({ instrumental: { bass_pan: 1 } })
    expect(asked(config({ mixing: { vocal_pan: 0.5 } }), [{ type: 'strip', id: 'vocals', change: { pan: 0 } }])).toEqual({ mixing: { vocal_pan: 0 } })
  })
  it('is no place in mono', () => {
    const mono = lanesOf([{ ...trackOf('vocals'), pan: null }])
    expect(asked(config(), [{ type: 'strip', id: 'vocals', change: { pan: 1 } }], mono)).toEqual({})
    expect(laneSides(mono[0], mixOf(mono, config()), config())).toEqual([1, 1])
  })
  it('never leaves the bounds of the studio', () => {
    expect(asked(made, [{ type: 'strip', id: 'vocals', change: { db: 99 } }])).toEqual({ mixing: { vocal_db: 24 } })
    expect(asked(made, [{ type: 'strip', id: 'vocals', change: { db: -99 } }])).toEqual({ mixing: { vocal_db: -60 } })
  })
})

describe('a new result', () => {
  /** @param {import('./remix.js').Action[]} actions @param {any} mixingNow */
  const after = (actions, mixingNow) => {
    const [old, now] = [config(), config({ mixing: mixingNow })]
    const lanes = VOICE_AND_BACKING
    const kept = onto(actions.reduce(mixing, mixOf(lanes, old)), mixOf(lanes, old), mixOf(lanes, now))
    return { strips: kept.strips, settings: kept.settings, changes: changesOf(lanes, kept, now) }
  }
  const voice = (/** @type {any} */ change) => /** @type {const} */ ({ type: 'strip', id: 'vocals', change })
  it('is where the mix begins, when it is what was asked for', () => {
    expect(after([voice({ db: -6 })], { vocal_db: -6 }).changes).toEqual({})
    expect(after([voice({ mute: true })], { vocal_db: -60 })).toMatchObject({ changes: {}, strips: { vocals: { db: -60, mute: false } } })
  })
  it('leaves what was set while it was made', () => {
    const backing = /** @type {const} */ ({ type: 'strip', id: 'instrumental', change: { db: -3 } })
    const reverb = /** @type {const} */ ({ type: 'settings', change: { reverb: 0.2 } })
    expect(after([voice({ db: -6 }), backing, reverb], { vocal_db: -6 }).changes).toEqual({ mixing: { instrumental_db: -3, reverb: 0.2 } })
    expect(after([voice({ pan: 0.4 })], { vocal_pan: 0.4 }).changes).toEqual({})
    expect(after([voice({ pan: 0.4 })], { fade_in: 2 }).changes).toEqual({ mixing: { vocal_pan: 0.4 } })
    expect(after([voice({ db: 9 })], { vocal_db: -3 }).changes).toEqual({ mixing: { vocal_db: 9 } })
  })
  it('is taken over where nothing was touched', () => expect(after([], { vocal_db: 4, fade_in: 2 })).toMatchObject({ changes: {}, settings: { fade_in: 2 } }))
})

describe('what is heard of a lane', () => {
  const heard = (/** @type {any} */ made, /** @type {import('./remix.js').LaneId} */ id, /** @type {any} */ change = {}) => {
    const lanes = id === 'drums' ? lanesFor('vocals') : VOICE_AND_BACKING
    const lane = /** @type {import('./remix.js').Lane} */ (lanes.find((one) => one.id === id))
    return laneGain(lane, mixing(mixOf(lanes, made), { type: 'strip', id, change }), made)
  }
  it('is its fader, for its file is without', () => {
    expect(heard(config({ mixing: { vocal_db: 6 } }), 'vocals')).toBeCloseTo(10 ** (6 / 20))
    expect(heard(config({ mixing: { vocal_db: -60 } }), 'vocals', { db: 0 })).toBe(1)
  })
  it('is the whole gain for a draft, and that of the backing', () => expect(heard(config({ instrumental: { drums_db: -3 }, mixing: { instrumental_db: -2 } }), 'drums')).toBeCloseTo(10 ** (-5 / 20)))
  it('is nothing when muted, and at -60 dB', () => expect([heard(config(), 'vocals', { mute: true }), heard(config(), 'vocals', { db: -60 })]).toEqual([0, 0]))
  it('says where a draft can not be heard: the backing is off', () => {
    const made = config({ mixing: { vocal_db: -60, instrumental_db: -60 } })
    expect(lanesFor('vocals').map((lane) => unheard(lane, made))).toEqual([false, true, true, true])
  })
  it('has its place, and a draft that of the backing too', () => {
    const made = config({ mixing: { instrumental_pan: -0.5, vocal_pan: 0.5 } })
    const lanes = lanesFor('vocals')
    const mix = mixing(mixOf(lanes, made), { type: 'strip', id: 'drums', change: { pan: 0.5 } })
    const [voice, drums, bass] = lanes.map((lane) => laneSides(lane, mix, made).map((side) => Math.round(1000 * side)))
    expect([voice, bass]).toEqual([[541, 1307], [1307, 541]])
    expect(drums).toEqual([707, 707])
  })
})
