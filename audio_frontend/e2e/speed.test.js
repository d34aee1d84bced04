// @ts-check
/** How heavy the page is, and whether it stays quick with an hour of sound. */
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { SIZES } from './browser.js'
import { stage } from './stage.js'

const PAGE = resolve(import.meta.dirname, '../../audio_backend/page')
const MOST_MAIN_BYTES = 200_000
const MOST_SENT_BYTES = 160_000 // a third of the 470 kB that it was uncompressed
const { studio, enter } = stage()

/** @param {string} name */
const gzipped = (name) => gzipSync(readFileSync(join(PAGE, name)), { level: 9 }).length

test('what the first page needs weighs at most 200 kB gzipped, and no part of the waveform or of /docs is in it', () => {
  const index = readFileSync(join(PAGE, 'index.html'), 'utf8')
  const first = [...index.matchAll(/(?:src|href)="\/page\/([^"]+\.js)"/g)].map((match) => match[1])
  expect(first.length).toBeGreaterThan(1)
  const weight = first.map(gzipped).reduce((sum, bytes) => sum + bytes, 0)
  process.stdout.write(`first page: ${(weight / 1000).toFixed(1)} kB of script, gzipped\n`)
  expect(weight).toBeLessThan(MOST_MAIN_BYTES)
  expect(first.filter((name) => /wavesurfer|regions|minimap|spectrogram|docs/i.test(name))).toEqual([])
  expect(readdirSync(PAGE).some((name) => /^wavesurfer/.test(name))).toBe(true) // it exists, as a chunk of its own
})

test('the first screen comes over the line in at most 160 kB, compressed', async () => {
  const { context, page } = await enter()
  const line = await context.newCDPSession(page)
  await line.send('Network.enable')
  /** @type {Map<string, string>} */
  const asked = new Map()
  /** @type {[string, number][]} */
  const sent = []
  line.on('Network.responseReceived', ({ requestId, response }) => void asked.set(requestId, response.url))
  line.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => void sent.push([asked.get(requestId) ?? '', encodedDataLength]))
  await page.goto(studio.url)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForTimeout(700) // the other pages come later
  const files = sent.filter(([url]) => url === `${studio.url}/` || url.includes('/page/'))
  const sum = files.reduce((bytes, [, size]) => bytes + size, 0)
  process.stdout.write(`first screen: ${(sum / 1000).toFixed(1)} kB in ${files.length} files\n`)
  expect(files.length).toBeGreaterThan(3)
  expect(sum).toBeLessThan(MOST_SENT_BYTES)
  await context.close()
})

test.each(/** @type {const} */ (['phone', 'laptop', 'wide']))('a frame of the page is drawn before its script is there, in the theme that was chosen: %s', async (size) => {
  const { context, page, faults } = await enter({ theme: 'light', size: SIZES[size] })
  await context.addInitScript(() => localStorage.setItem('theme', 'dark'))
  let let_in = () => {}
  const held = new Promise((done) => { let_in = () => done(undefined) })
  await page.route(/\.js$/, async (route) => {
    if (!route.request().url().endsWith('theme.js')) await held
    await route.continue()
  })
  await page.goto(studio.url, { waitUntil: 'commit' })
  await page.getByText('Audio Studio').first().waitFor()
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const frame = () => page.evaluate(() => [...document.querySelectorAll('header:not(main *), main')].map((part) => {
    const { left, top, width, height } = part.getBoundingClientRect()
    return [part.tagName, left, top, width, part.tagName === 'HEADER' && height].join(' ')
  }))
  const [dark, drawn] = [await ground(), await frame()]
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/frame-${size}.png` })
  expect(dark).toBe('rgb(19, 19, 21)')
  expect(drawn).toHaveLength(2)
  let_in()
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(await ground()).toBe(dark) // no flash
  expect(await frame()).toEqual(drawn) // and nothing jumps
  expect(faults).toEqual([])
  await context.close()
})

test('the first content is painted within a second', async () => {
  const { context, page } = await enter()
  await page.goto(studio.url) // once to warm the server
  const painted = []
  for (let times = 0; times < 3; times += 1) {
    await page.goto('about:blank')
    await page.goto(studio.url)
    painted.push(await page.evaluate(() => new Promise((done) => {
      const seen = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime
      const wait = () => (seen() ? done(seen()) : setTimeout(wait, 20))
      wait()
    })))
  }
  process.stdout.write(`first content after ${painted.map((one) => Math.round(one)).join(', ')} ms\n`)
  expect(Math.min(...painted)).toBeLessThan(1000) // the best of three: the machine is noisy
  await context.close()
})

// Once more when it fails: another program on the same two cores can stretch a task.
test('an hour of sound is shown, played, zoomed and searched without a task over 100 ms, and is not decoded in the page', { retry: 1 }, async () => {
  const { file_id } = await studio.upload(await studio.song('an hour.flac', 3590))
  const { context, page, faults } = await enter({ size: SIZES.wide })
  let fetched = 0
  page.on('response', (answer) => {
    if (answer.url().includes('/audio')) fetched += 1
  })
  await page.goto(studio.url) // the scripts are here, as for somebody who has just dropped the file
  await page.waitForTimeout(3000)
  await page.evaluate((link) => {
    const told = /** @type {any} */ (window)
    told.long = []
    new PerformanceObserver((list) => told.long.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask', buffered: false })
    window.location.hash = link
  }, `/song/${file_id}`)
  await page.getByRole('slider', { name: /position/i }).waitFor({ timeout: 120_000 })
  await page.getByText(/About .* on this computer/).waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).first().click()
  await page.waitForTimeout(2000)
  const slider = page.getByRole('slider', { name: /position/i }).first()
  await slider.focus()
  for (const key of ['PageUp', 'PageUp', '+', '+', '+', '-', '0', 'Home', 'End']) {
    await page.keyboard.press(key)
    await page.waitForTimeout(250)
  }
  const long = /** @type {number[]} */ (await page.evaluate(() => /** @type {any} */ (window).long))
  const heap = await page.evaluate(() => /** @type {any} */ (performance).memory?.usedJSHeapSize ?? 0)
  process.stdout.write(`an hour: long tasks ${JSON.stringify(long.map(Math.round))} ms, heap ${(heap / 1e6).toFixed(0)} MB, ${fetched} requests for sound\n`)
  expect(long.filter((duration) => duration > 100)).toEqual([]) // Chromium counts tasks from 50 ms
  expect(heap).toBeLessThan(150e6) // decoded it would be 1.3 GB
  expect(faults).toEqual([])
  await context.close()
})
