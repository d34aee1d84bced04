// @ts-check
/** A phone, and a page at twice its size: what is chosen fits, and nothing has a hole in it. */
import { beforeAll, expect, test } from 'vitest'
import { SIZES, fits } from './browser.js'
import { stage } from './stage.js'

const { studio, enter } = stage()
/** @type {string} */
let song

beforeAll(async () => {
  song = (await studio.upload(await studio.song('song.flac', 20))).file_id
})

/** Rows of choices that leave a gap at their end, whose words are cut, or that a finger misses. @param {import('playwright-core').Page} page */
const gaps = (page) => page.evaluate(() => [...document.querySelectorAll('[role="radiogroup"].bg-raised')].flatMap((group) => {
  const box = group.getBoundingClientRect()
  const items = [...group.querySelectorAll('[role="radio"]')]
  /** @type {Map<number, number>} */
  const lines = new Map() // top → where it ends
  for (const item of items) {
    const { top, right } = item.getBoundingClientRect()
    lines.set(Math.round(top), Math.max(right, lines.get(Math.round(top)) ?? 0))
  }
  const short = [...lines.values()].filter((right) => box.right - right > 8)
  const cut = items.filter((item) => item.scrollWidth > item.clientWidth + 1 || item.clientWidth < 24) // WCAG 2.5.8
  return short.length || cut.length || box.right > innerWidth ? [`${group.textContent} (${lines.size} lines)`] : []
}))

test.each(/** @type {const} */ (['phone', 'zoomed']))('every choice of the song’s page fills its lines: %s', async (size) => {
  const { context, page } = await enter({ size: SIZES[size] })
  await page.goto(`${studio.url}/#/song/${song}`)
  await page.getByText(/About .* on this computer/).waitFor()
  const folded = page.locator('main details:not([open]) > summary')
  while (await folded.count()) await folded.first().click()
  expect(await gaps(page)).toEqual([])
  await fits(page, `song, ${size}`)
  await context.close()
})

test('on a phone the three ways to whose voice it is stand on one line', async () => {
  const { context, page } = await enter({ size: SIZES.phone })
  await page.goto(`${studio.url}/#/song/${song}`)
  const ways = page.getByRole('radio', { name: /^(Another voice|A blend|The singer’s own)$/ })
  await ways.first().waitFor()
  const tops = await ways.evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)))
  expect(new Set(tops).size).toBe(1)
  await context.close()
})

test.each(/** @type {const} */ (['laptop', 'wide']))('the ready-made voices fill their grid: %s', async (size) => {
  const { context, page } = await enter({ size: SIZES[size] })
  await page.goto(`${studio.url}/#/voices`)
  const cards = page.getByRole('region', { name: 'Ready-made voices' }).getByRole('listitem')
  await cards.first().waitFor()
  const tops = await cards.evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)))
  const lines = [...new Set(tops)].map((top) => tops.filter((one) => one === top).length)
  expect(lines.length).toBeGreaterThan(1)
  expect(new Set(lines).size).toBe(1)
  await context.close()
})

test('a slider follows a finger that does not wait, and a finger is enough', async () => {
  const { context, page } = await enter({ size: SIZES.phone })
  await page.goto(`${studio.url}/#/song/${song}`)
  const slider = page.getByRole('slider', { name: 'Strength' })
  await slider.scrollIntoViewIfNeeded()
  const [line, box] = [await context.newCDPSession(page), await slider.boundingBox()]
  if (!box) throw new Error('no slider')
  expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(24)
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  await line.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] })
  await line.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ ...at, x: at.x - 80 }] })
  await line.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  expect(Number(await slider.getAttribute('aria-valuenow'))).toBeLessThan(80)
  await context.close()
})
