// @ts-check
import { expect, test } from 'vitest'
import { START } from '@/lib/cover/settings.js'
import { findProblems } from './validation.js'

/** @param {any} change @returns {import('@/lib/cover/settings.js').Form} */
const form = (change) => ({ ...START, ...change, svc: { ...START.svc, ...change.svc }, swiftf0: { ...START.swiftf0, ...change.swiftf0 } })
const silent = [{ voice: 'deeper', weight: 0, points: [] }, { voice: 'airy', weight: 0, points: [] }]
const third = { voices: [{ interval: 'third_above', gain_db: -9, pan: 0 }] }

test('nothing is wrong with the form as it begins', () => expect(findProblems(START)).toEqual({}))

test('a blend in which nobody sings is wrong, and says when', () => {
  expect(findProblems(form({ blending: true, svc: { blend: silent } }))['svc.blend']).toMatch(/Give at least one voice/)
  const late = silent.map((part) => ({ ...part, points: [{ at: 0, weight: 1 }, { at: 12.5, weight: 0 }] }))
  expect(findProblems(form({ blending: true, svc: { blend: late } }))['svc.blend']).toMatch(/At 0:12.5 nobody sings/)
})

test('a blend that is not asked for is not looked at', () => {
  expect(findProblems(form({ blending: false, svc: { blend: silent } }))).toEqual({})
  expect(findProblems(form({ blending: true, svc: { blend: silent, strength: 0 } }))).toEqual({})
})

test('points that the studio would refuse are told', () => {
  const points = Array.from({ length: 101 }, (_, at) => ({ at, weight: 1 }))
  expect(findProblems(form({ blending: true, svc: { blend: [{ voice: 'deeper', weight: 1, points }] } }))['svc.blend']).toMatch(/at most 100/)
})

test('thirds and fifths need a scale, octaves and what is off need none', () => {
  expect(findProblems(form({ harmony: third, swiftf0: { key: 'chromatic' } }))['swiftf0.key']).toMatch(/Thirds and fifths need a scale/)
  expect(findProblems(form({ harmony: third, swiftf0: { key: 'A minor' } }))).toEqual({})
  expect(findProblems(form({ harmony: { voices: [{ ...third.voices[0], interval: 'octave_below' }] }, swiftf0: { key: 'chromatic' } }))).toEqual({})
  expect(findProblems(form({ harmony: { voices: [{ ...third.voices[0], gain_db: -60 }] }, swiftf0: { key: 'chromatic' } }))).toEqual({})
})

test('the pitch is looked for over at least a fifth', () => {
  expect(findProblems(form({ swiftf0: { fmin: 100, fmax: 149 } }))['swiftf0.fmax']).toMatch(/one and a half times/)
  expect(findProblems(form({ swiftf0: { fmin: 100, fmax: 150 } }))).toEqual({})
})
