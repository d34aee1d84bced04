// @ts-check
import { expect, test } from 'vitest'
import { axisOf, midi, moveLabel, movedBy } from './key.js'

test.each([[0, 'as sung'], [-12, 'one octave down'], [24, 'two octaves up'], [1, '+1 semitone'], [-7, '−7 semitones']])('%s is said as “%s”', (semitones, said) => {
  expect(moveLabel(semitones)).toBe(said)
})
test('an octave doubles the pitch and is 12 notes', () => {
  expect(movedBy(220, 12)).toBe(440)
  expect(midi(440) - midi(220)).toBeCloseTo(12)
})
test('the axis holds every bar, from one C to another', () => {
  const { from, to, ticks } = axisOf([{ name: 'a', low: 100, middle: 200, high: 300 }, { name: 'b', low: null, middle: 90, high: null }])
  expect(from).toBeLessThan(midi(90))
  expect(to).toBeGreaterThan(midi(300))
  expect(ticks.every((tick) => tick % 12 === 0)).toBe(true)
  expect([ticks[0], ticks.at(-1)]).toEqual([from, to])
})
