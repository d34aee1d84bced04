// @ts-check
import { expect, it } from 'vitest'
import { timelineOf, timelineSteps } from './timeline.js'

it.each([
  ['a song on a phone', 358 / 10.9, 10.9, { label: 2, tick: 1 }],
  ['three minutes on a phone', 358 / 180, 180, { label: 30, tick: 5 }],
  ['three minutes on a wide screen', 1500 / 180, 180, { label: 10, tick: 1 }],
  ['an hour', 1000 / 3600, 3600, { label: 300, tick: 30 }],
  ['seen closely', 400, 180, { label: 1, tick: 1 }],
])('%s has labels that stand apart, and ticks between them', (_, pixels, duration, steps) => {
  expect(timelineSteps(pixels, duration)).toEqual(steps)
})

it('writes no time that would be cut at the end of the song', () => {
  const library = /** @type {any} */ ({ Timeline: { create: (/** @type {any} */ options) => ({ options }) } })
  const plugin = /** @type {any} */ (timelineOf(library, 20))
  expect(plugin.defaultTimeInterval(17)).toBe(1)
  expect(plugin.defaultPrimaryLabelInterval()).toBe(5)
  expect([15, 19].map(plugin.options.formatTimeCallback)).toEqual(['0:15', ''])
})
