// @ts-check
/** Every state, in both themes, at three widths: usable by everybody, and nothing overflows. */
import { beforeAll, describe, expect, test } from 'vitest'
import { SIZES, accessible, fits } from './browser.js'
import { STATES, make } from './states.js'
import { stage } from './stage.js'

const { studio, enter } = stage()
/** @type {import('./states.js').Made} */
let fixture

beforeAll(async () => {
  fixture = await make(studio)
})

describe.each(STATES)('$name', ({ name, show }) => {
  test('has no serious finding of axe in light and dark, and fits a phone, a laptop and a wide screen', async () => {
    const { context, page, faults } = await enter()
    const after = await show(page, studio, fixture)
    for (const theme of /** @type {const} */ (['light', 'dark'])) {
      await page.evaluate((wanted) => {
        document.documentElement.dataset.theme = wanted
        window.dispatchEvent(new Event('themechange'))
      }, theme)
      // colours change by a transition, which is taken to its end: waiting for `finished` waits for ever once in a while
      await page.evaluate(() => {
        for (const one of document.getAnimations()) if (one.effect?.getComputedTiming().endTime !== Infinity) one.finish()
      })
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      await accessible(page, `${name}, ${theme}`)
    }
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport)
      await fits(page, `${name}, ${size}`)
    }
    if (typeof after === 'function') await after()
    expect(faults).toEqual([])
    await context.close()
  })
})
