// @ts-check
import { expect, it } from 'vitest'
import { mixed, rgb, waveColours } from './colours.js'

it.each([['#0e6e6e', [14, 110, 110]], ['#fff', [255, 255, 255]], ['#1A2', [17, 170, 34]]])('%s is a colour', (hex, parts) => expect(rgb(hex)).toEqual(parts))

it('mixes by shares', () => expect(mixed('#fff', '#000000', 0.5)).toBe('rgb(128 128 128)'))

it('paints the cover in the accent also with the short colours of the built stylesheet', () => {
  document.documentElement.style.setProperty('--accent', '#0e6e6e')
  document.documentElement.style.setProperty('--panel', '#fff')
  expect(waveColours('cover').waveColor).toBe('rgb(106 165 165)')
})
