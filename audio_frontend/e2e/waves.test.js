// @ts-check
/** Waveforms: a range by finger, and times that no line runs through. */
import { beforeAll, expect, test } from 'vitest'
import { SIZES } from './browser.js'
import { stage } from './stage.js'

const { studio, enter } = stage()
/** @type {string} */
let song
/** @type {string} */
let job

beforeAll(async () => {
  song = (await studio.upload(await studio.song('song.flac', 40))).file_id
  job = await studio.job(song, { config: { svc: { enabled: false }, swiftf0: { enabled: false }, processing: { segment_length: 5 } } })
  await studio.ended(job)
})

/** @param {import('playwright-core').Page} page @param {string} address */
async function at(page, address) {
  await page.goto(`${studio.url}/#${address}`)
  await page.getByRole('slider', { name: 'Playback position' }).waitFor()
  await page.waitForFunction(() => document.querySelector('.wave > div')?.shadowRoot?.querySelector('[part~="timeline-notch"]'))
}

/** @param {import('playwright-core').Page} page */
async function finger(page) {
  const line = await page.context().newCDPSession(page)
  const touch = (/** @type {'touchStart' | 'touchMove' | 'touchEnd'} */ type, /** @type {{x: number, y: number}[]} */ ...touchPoints) => line.send('Input.dispatchTouchEvent', { type, touchPoints })
  return { touch }
}

/** @param {import('playwright-core').Page} page @param {'start' | 'stop'} end */
async function middleOf(page, end) {
  const box = await page.locator(`[data-range-handle="${end}"]`).boundingBox()
  if (!box) throw new Error(`no handle for the ${end}`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, box }
}

test('on a phone a range is taken by its two handles, at once, and the page scrolls beside them', async () => {
  const { context, page, faults } = await enter({ size: SIZES.phone, touch: true })
  await at(page, `/song/${song}`)
  const { touch } = await finger(page)
  const field = (/** @type {string} */ name) => page.getByRole('textbox', { name, exact: true }).inputValue()
  await page.locator('[data-range-handle="start"]').scrollIntoViewIfNeeded()
  for (const [end, by] of /** @type {const} */ ([['start', 90], ['stop', -120]])) {
    const { box, ...point } = await middleOf(page, end)
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44)
    await touch('touchStart', point)
    await touch('touchMove', { ...point, x: point.x + by }) // nobody waits
    await touch('touchEnd')
  }
  const width = /** @type {{width: number}} */ (await page.locator('.wave').first().boundingBox()).width
  const seconds = (/** @type {string} */ clock) => clock.split(':').reduce((sum, part) => 60 * sum + Number(part), 0)
  expect(Math.abs(seconds(await field('Start')) - (90 / width) * 40)).toBeLessThan(0.3)
  expect(Math.abs(seconds(await field('End')) - (40 - (120 / width) * 40))).toBeLessThan(0.3)

  for (const rest of [0, 300]) { // who rests on the wave before they scroll draws no range either
    await page.evaluate(() => scrollTo(0, 0))
    await page.waitForTimeout(300)
    const wave = await page.locator('.wave').first().boundingBox()
    if (!wave) throw new Error('no waveform')
    const from = { x: wave.x + wave.width / 2, y: Math.min(wave.y + 60, SIZES.phone.height - 100) }
    await touch('touchStart', from)
    await page.waitForTimeout(rest)
    for (const up of [20, 60, 120, 200]) await touch('touchMove', { ...from, y: from.y - up })
    await touch('touchEnd')
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100)
    expect(seconds(await field('Start')), 'the range is where it was').toBeGreaterThan(5)
  }
  await page.getByRole('group', { name: 'Range', exact: true }).getByRole('button', { name: 'Whole song' }).tap()
  expect(await field('Start')).toBe('0:00.0')
  expect(faults).toEqual([])
  await context.close()
})

test('a mouse sees no handles: it draws the range itself', async () => {
  const { context, page } = await enter()
  await at(page, `/song/${song}`)
  expect(await page.locator('[data-range-handle]').first().isVisible()).toBe(false)
  await context.close()
})

/** Every line that runs through words under a waveform, as "0:05 by a tick". @param {import('playwright-core').Page} page */
const crossed = (page) => page.evaluate(() => {
  const hosts = [...document.querySelectorAll('.wave > div')]
  return hosts.flatMap((host) => {
    const root = /** @type {ShadowRoot} */ (host.shadowRoot)
    const all = (/** @type {string} */ part) => [...root.querySelectorAll(`[part~="${part}"]`)]
    const words = all('timeline-notch').flatMap((notch) => {
      if (!notch.firstChild?.textContent) return []
      const range = document.createRange()
      range.selectNodeContents(notch)
      return [{ text: notch.textContent, owner: notch, box: range.getBoundingClientRect() }]
    })
    const lines = [
      ...all('timeline-notch').map((notch) => ({ what: 'a tick', owner: notch, box: notch.getBoundingClientRect(), x: notch.getBoundingClientRect().left })),
      ...all('region').flatMap((region) => { const box = region.getBoundingClientRect(); return [box.left, box.right].map((x) => ({ what: 'a mark', owner: region, box, x })) }),
    ]
    const end = host.getBoundingClientRect().right
    return words.flatMap(({ text, owner, box }) => [
      ...(box.right > end + 0.5 ? [`${text} cut at the end`] : []),
      ...lines.filter((line) => line.owner !== owner && line.x > box.left + 0.5 && line.x < box.right - 0.5 && line.box.top < box.bottom - 1.5 && line.box.bottom > box.top + 1.5).map(({ what }) => `${text} by ${what}`),
      ...words.filter((other) => other.owner !== owner && other.box.left < box.right && other.box.right > box.left && other.box.left > box.left).map((other) => `${text} by ${other.text}`),
    ])
  })
})

const LOOKS = [SIZES.phone, SIZES.laptop, SIZES.wide, { width: 800, height: 500 }].flatMap((size, at) => /** @type {const} */ (['light', 'dark']).map((theme) => ({ size, theme, density: at === 3 ? 2 : 1 })))
test.each(LOOKS)('no line runs through a time at $size.width px, $theme, at any zoom', async (look) => {
  const { context, page } = await enter(look)
  for (const address of [`/song/${song}`, `/jobs/${job}`]) {
    await at(page, address)
    if (address.startsWith('/song')) await page.getByRole('textbox', { name: 'Start', exact: true }).fill('0:07')
    await page.keyboard.press('Enter')
    const zoomed = page.getByRole('button', { name: 'Zoom in' }).first()
    for (let zoom = 0; zoom < 6; zoom += 1) {
      expect(await crossed(page), `${address}, zoomed in ${zoom} times`).toEqual([])
      await zoomed.click()
      await page.waitForTimeout(80)
    }
  }
  await context.close()
})
