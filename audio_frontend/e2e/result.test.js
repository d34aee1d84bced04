// @ts-check
/** The page of a finished cover: what one came for is there before one scrolls. */
import { beforeAll, expect, test } from 'vitest'
import { accessible, fits } from './browser.js'
import { stage } from './stage.js'

const { studio, enter } = stage({ demo: 'true' })
/** @type {string} */
let job

beforeAll(async () => {
  const { file_id } = await studio.post('/uploads/demo')
  job = await studio.job(file_id, { config: { svc: { voice: 'deeper' } } })
  await studio.ended(job)
})

/** @param {Parameters<typeof enter>[0]} [wanted] */
async function atResult(wanted) {
  const visit = await enter(wanted)
  await visit.page.goto(`${studio.url}/#/jobs/${job}`)
  await visit.page.getByRole('slider', { name: 'Playback position' }).waitFor()
  return visit
}

test.each([{ width: 390, height: 844 }, { width: 1024, height: 768 }, { width: 1600, height: 900 }])('download and play are in the first screen of $width by $height', async (size) => {
  const { context, page, faults } = await atResult({ size })
  const bar = await page.getByRole('navigation').boundingBox()
  const bottom = bar && bar.y > size.height / 2 ? bar.y : size.height // the phone's bar lies below
  for (const control of [page.getByRole('button', { name: 'Play', exact: true }), page.getByRole('link', { name: /^Download the cover/ })]) {
    const box = /** @type {{y: number, height: number}} */ (await control.first().boundingBox({ timeout: 5000 }))
    expect(box.y).toBeGreaterThanOrEqual(0)
    expect(box.y + box.height).toBeLessThanOrEqual(bottom)
  }
  await fits(page, 'result')
  await accessible(page, 'result')
  expect(faults).toEqual([])
  await context.close()
})

test('the report is one sentence until somebody opens it, by keyboard too; and a link leads to the song', async () => {
  const { context, page } = await atResult()
  const verdict = page.getByText(/^All is well: /)
  await verdict.waitFor()
  const row = page.getByText('Isolate the vocal', { exact: true })
  expect(await row.count() && (await row.first().isVisible())).toBe(false)
  await page.locator('summary', { hasText: 'All measurements' }).focus()
  await page.keyboard.press('Enter')
  await row.first().waitFor()
  await page.getByRole('link', { name: /^Song: / }).click()
  await page.waitForURL(/#\/song\//)
  await context.close()
})

test('an untouched mix is never too loud', async () => {
  const { context, page, faults } = await atResult()
  await page.evaluate(() => {
    const seen = /** @type {any} */ (globalThis).seen = new Set()
    new MutationObserver(() => seen.add(document.querySelector('[data-testid="meter"]')?.parentElement?.nextElementSibling?.textContent)).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  await page.getByRole('radio', { name: 'Your mix', exact: true }).click()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  const head = async () => Number(await page.getByRole('slider', { name: 'Playback position' }).getAttribute('aria-valuenow'))
  await expect.poll(head, { timeout: 60_000 }).toBeGreaterThan(9)
  const seen = await page.evaluate(() => [.../** @type {any} */ (globalThis).seen])
  expect(seen.filter((words) => /^Peak −?\d/.test(words)).length).toBeGreaterThan(3)
  expect(seen).not.toContain('Too loud')
  expect(faults).toEqual([])
  await context.close()
})

test('a click in a lane goes there, and its meter moves with the sound', async () => {
  const { context, page } = await atResult()
  const lane = page.getByRole('group', { name: 'Backing' })
  await lane.locator('canvas').click()
  const head = async () => Number(await page.getByRole('slider', { name: 'Playback position' }).getAttribute('aria-valuenow'))
  await expect.poll(head).toBeGreaterThan(5) // the middle of 10.9 s
  expect(await head()).toBeLessThan(6)
  await page.getByRole('radio', { name: 'Your mix', exact: true }).click()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(() => page.getByTestId('meter instrumental').evaluate((bar) => parseFloat(/** @type {HTMLElement} */ (bar).style.width)), { timeout: 30_000 }).toBeGreaterThan(30)
  await context.close()
})

test('reverb is heard at once, in your mix', async () => {
  const { context, page, faults } = await atResult()
  await page.getByText('Reverb, fades, loudness').click()
  const field = page.getByRole('textbox', { name: 'Reverb on the voice' })
  await field.fill('100')
  await field.press('Enter')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByText(/^Peak −?\d/).waitFor({ timeout: 30_000 })
  expect(await page.getByRole('radio', { name: 'Your mix', exact: true }).isChecked()).toBe(true)
  expect(faults).toEqual([])
  await context.close()
})

test.each([{ width: 390, height: 844, level: '-2' }, { width: 1024, height: 768, level: '-3' }])('nothing moves at $width while a mix is touched and made anew', async ({ level, ...size }) => {
  const { context, page } = await atResult({ size })
  const names = ['Segments', 'Downloads', 'Settings used', 'Quality report']
  const places = () => page.evaluate((wanted) => {
    const cards = [...document.querySelectorAll('main section')].map((card) => ({ name: card.querySelector('h2, summary')?.textContent ?? '', top: Math.round(card.getBoundingClientRect().top + scrollY) }))
    return wanted.map((name) => cards.find((card) => card.name.startsWith(name))?.top)
  }, names)
  await page.getByTestId('meter vocals').waitFor({ state: 'attached' })
  await page.waitForTimeout(500)
  const before = await places()
  await page.getByRole('textbox', { name: 'Level: Voice' }).fill(level)
  await page.keyboard.press('Enter')
  expect(await places()).toEqual(before)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByText(/^Peak −?\d/).waitFor({ timeout: 30_000 })
  for (let looks = 0; looks < 12; looks += 1) {
    expect(await places()).toEqual(before)
    await page.waitForTimeout(120)
  }
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByRole('button', { name: 'Apply mix' }).click()
  await page.getByText(/Mixing again/).waitFor()
  expect((await places()).slice(0, 3)).toEqual(before.slice(0, 3)) // the settings may get a row more
  await page.getByText('Nothing is changed yet.').waitFor({ timeout: 60_000 })
  expect((await places()).slice(0, 3)).toEqual(before.slice(0, 3))
  await context.close()
})

test('what was set in the mixer survives a reload; applied, the cover is what one hears', async () => {
  const { context, page } = await atResult()
  const level = page.getByRole('textbox', { name: 'Level: Voice' })
  await level.fill('-6')
  await level.press('Enter')
  await page.reload()
  await expect.poll(() => level.inputValue()).toBe('-6')
  await page.getByRole('button', { name: 'Undo' }).or(page.getByRole('button', { name: 'Nothing to undo' })).waitFor()
  await page.getByRole('radio', { name: 'Your mix', exact: true }).click()
  await page.getByRole('button', { name: 'Apply mix' }).click()
  await page.getByText('Nothing is changed yet.').waitFor({ timeout: 60_000 })
  await expect.poll(() => page.getByRole('radio', { name: 'Cover', exact: true }).isChecked()).toBe(true)
  expect(await level.inputValue()).toBe('-6')
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('mix-draft')))).toEqual([])
  await context.close()
})

test('while it is made the first segment plays, on into the next, and on into the cover', async () => {
  const { file_id } = await studio.upload(await studio.song('along.flac', 60, 4))
  const made = await studio.job(file_id, { profile: 'quality', config: { processing: { segment_length: 6, max_concurrent_segments: 1 } } })
  const { context, page, faults } = await enter({ size: { width: 390, height: 844 } })
  await page.goto(`${studio.url}/#/jobs/${made}`)
  const along = page.getByRole('group', { name: 'Listen while it is made' })
  await along.getByText('The first segment can be played here in a moment.').waitFor({ timeout: 60_000 })
  const head = async () => Number(await page.getByRole('slider', { name: 'Playback position' }).getAttribute('aria-valuenow'))
  await along.getByRole('button', { name: 'Play' }).click({ timeout: 120_000 })
  expect((await studio.api(`/jobs/${made}/progress`)).segments.filter((one) => one.sound === 'final')).toEqual([]) // a draft, before anything is finished
  await along.getByText(/A first hearing/).waitFor()
  await expect.poll(head, { timeout: 60_000 }).toBeGreaterThan(7) // over the edge at 6 s
  await accessible(page, 'listening along')
  await fits(page, 'listening along')
  await page.getByRole('heading', { name: 'Your cover is ready' }).waitFor({ timeout: 150_000 })
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor({ timeout: 30_000 })
  await expect.poll(head, { timeout: 30_000 }).toBeGreaterThan(8)
  expect(faults).toEqual([])
  await context.close()
})
