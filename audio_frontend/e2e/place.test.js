// @ts-check
/** Where one is: the focus, the title of the tab, and what lies over the page on a phone. */
import { beforeAll, expect, test } from 'vitest'
import { SIZES } from './browser.js'
import { stage } from './stage.js'

const { studio, enter } = stage()
/** @type {string} */
let song
/** @type {string} */
let job

beforeAll(async () => {
  song = (await studio.upload(await studio.song('Evening song.flac', 20))).file_id
  job = await studio.job(song, { title: 'Evening in another voice' })
  await studio.ended(job)
})

/** @param {import('playwright-core').Page} page */
const here = (page) => page.evaluate(() => ({ focus: document.activeElement?.tagName, heading: document.activeElement?.textContent, title: document.title }))

test('every change of place has a title of its own and moves the focus to its heading, back and forward too', async () => {
  const { context, page, faults } = await enter()
  await page.goto(studio.url)
  await page.getByRole('heading', { level: 1 }).waitFor()
  const first = await page.title()
  const titles = [first]
  const places = /** @type {[string, RegExp][]} */ ([['Library', /^Library/], ['Voices', /^Voices/], ['System', /^System/]])
  for (const [name, title] of places) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()
    await expect.poll(() => here(page)).toMatchObject({ focus: 'H1', heading: name, title: expect.stringMatching(title) })
    titles.push(await page.title())
  }
  await page.goto(`${studio.url}/#/song/${song}`)
  await expect.poll(() => page.title()).toMatch(/^Evening song\.flac/)
  await expect.poll(() => here(page)).toMatchObject({ focus: 'H1', heading: 'Evening song.flac' }) // after that of the waiting page
  await page.goto(`${studio.url}/#/jobs/${job}`)
  await expect.poll(() => page.title()).toMatch(/Evening in another voice/)
  titles.push(await page.title())
  await page.goBack()
  await expect.poll(() => here(page)).toMatchObject({ focus: 'H1', heading: 'Evening song.flac', title: expect.stringMatching(/^Evening song\.flac/) })
  await page.goForward()
  await expect.poll(() => here(page)).toMatchObject({ focus: 'H1', title: expect.stringMatching(/Evening in another voice/) })
  expect(new Set(titles).size).toBe(titles.length)
  expect(titles.every((title) => title.length > 0)).toBe(true)
  expect(faults).toEqual([])
  await context.close()
})

test('a link far down leads to the top of its page', async () => {
  const { context, page } = await enter({ size: SIZES.phone })
  await page.goto(`${studio.url}/#/voices`)
  await page.getByRole('heading', { name: 'Ready-made voices' }).waitFor()
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'System' }).click()
  await page.getByText(/Everything is fine|Something needs your attention/).waitFor()
  expect(await page.evaluate(() => window.scrollY)).toBe(0)
  await context.close()
})

/** What is fixed or stuck over the page, as it is drawn now. */
const barsOf = () => [...document.querySelectorAll('body *')].flatMap((element) => {
  const { position, bottom: edge } = getComputedStyle(element)
  const { top, bottom, width } = element.getBoundingClientRect()
  const over = position === 'fixed' || (position === 'sticky' && edge !== 'auto' && Math.abs(innerHeight - bottom) < 150)
  if (!over || width < innerWidth / 2 || bottom - top < 8 || element.closest('[role="dialog"], .sr-only')) return []
  return [{ element, top, bottom }]
})

/** Tab through the whole page: what lies under a bar while it has the focus. @param {import('playwright-core').Page} page */
async function tabThrough(page) {
  await page.evaluate(`window.barsOf = ${barsOf.toString()}`)
  const hidden = []
  let bars = 0
  for (let stop = 0; stop < 120; stop += 1) {
    await page.keyboard.press('Tab')
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    const seen = await page.evaluate(() => {
      const focused = /** @type {HTMLElement} */ (document.activeElement)
      if (!focused || focused === document.body) return null
      const all = /** @type {{element: Element, top: number, bottom: number}[]} */ (/** @type {any} */ (window).barsOf())
      const { top, bottom } = focused.getBoundingClientRect()
      const under = all.filter((bar) => !bar.element.contains(focused) && bottom > bar.top + 1 && top < bar.bottom - 1)
      return { bars: all.reduce((sum, bar) => sum + bar.bottom - bar.top, 0), under: under.length > 0, name: `${focused.tagName} ${focused.textContent?.slice(0, 40) || focused.getAttribute('aria-label')}`, top, bottom }
    })
    if (!seen) break
    bars = Math.max(bars, seen.bars)
    if (seen.under) hidden.push(`${seen.name} at ${Math.round(seen.top)}–${Math.round(seen.bottom)}`)
  }
  return { hidden, bars }
}

test.each(['studio', 'library', 'voices', 'system', 'job', 'song'])('nothing that has the focus lies under a bar of the phone: %s', async (name) => {
  const places = /** @type {Record<string, string>} */ ({ studio: '#/', library: '#/jobs', voices: '#/voices', system: '#/system', job: `#/jobs/${job}`, song: `#/song/${song}` })
  const { context, page } = await enter({ size: SIZES.phone })
  await page.goto(`${studio.url}/${places[name]}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForTimeout(1500)
  await expect.poll(() => page.locator('main .animate-pulse').count(), { timeout: 30_000 }).toBe(0) // all is there: nothing moves what was scrolled into view
  const { hidden, bars } = await tabThrough(page)
  process.stdout.write(`${name}: bars of ${Math.round(bars)} px, ${hidden.length} under them\n`)
  expect(hidden).toEqual([])
  expect(bars).toBeLessThanOrEqual(120)
  await context.close()
})

test.each(['library', 'voices', 'song'])('nor while something plays on: %s', async (name) => {
  const places = /** @type {Record<string, string>} */ ({ library: '#/jobs', voices: '#/voices', song: `#/song/${song}` })
  const { context, page } = await enter({ size: SIZES.phone })
  await page.goto(`${studio.url}/#/jobs/${job}`)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
  await page.goto(`${studio.url}/${places[name]}`)
  const bar = page.getByRole('region', { name: 'Now playing' })
  await bar.waitFor()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForTimeout(1500)
  await expect.poll(() => page.locator('main .animate-pulse').count(), { timeout: 30_000 }).toBe(0)
  const { hidden, bars } = await tabThrough(page)
  process.stdout.write(`${name}: bars of ${Math.round(bars)} px while something plays on, ${hidden.length} under them\n`)
  expect(hidden).toEqual([])
  expect(bars).toBeLessThanOrEqual(120)
  await page.setViewportSize({ width: 320, height: 256 }) // 1280 by 1024 at 400 %: at the end of the page
  await bar.scrollIntoViewIfNeeded()
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--player'))).toBe('0px')
  const [box, nav] = [await bar.boundingBox(), await page.getByRole('navigation', { name: 'Main' }).boundingBox()]
  expect(/** @type {any} */ (box).y + /** @type {any} */ (box).height).toBeLessThanOrEqual(/** @type {any} */ (nav).y + 1)
  await context.close()
})
