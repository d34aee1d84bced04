// @ts-check
/** What goes wrong, and what the page makes of it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { stage } from './stage.js'

const { studio, enter } = stage()
/** @type {string} */
let file_id
const SHORT = { processing: { segment_length: 6 } }

beforeAll(async () => {
  file_id = (await studio.upload(await studio.song('song.flac', 20))).file_id
})
beforeEach(() => studio.fail([]))

test('a letter, an empty file and the same song again are answered in words', async () => {
  const { context, page } = await enter()
  await page.goto(studio.url)
  const letter = join(studio.folder, 'letter.mp3')
  writeFileSync(letter, 'Dear all, this is no song.')
  const empty = join(studio.folder, 'empty.wav')
  writeFileSync(empty, '')
  await page.getByLabel('Songs to add').setInputFiles([letter, empty, join(studio.folder, 'song.flac')])
  await page.getByText(/can't be decoded|can’t be decoded|no sound/i).first().waitFor()
  await page.getByText('This file is empty').waitFor()
  await page.getByText(/You have this song already/).waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: /Use that one/ }).click()
  await page.waitForURL(new RegExp(`#/song/${file_id}`))
  expect((await studio.api('/uploads')).items).toHaveLength(1) // the copy is gone again
  await context.close()
})

test('a job is cancelled, and can be resumed', async () => {
  const { context, page, faults } = await enter()
  const job = await studio.job(file_id, { profile: 'quality', config: SHORT })
  await page.goto(`${studio.url}/#/jobs/${job}`)
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await page.getByRole('heading', { name: 'Cancelled' }).waitFor()
  expect((await studio.api(`/jobs/${job}`)).status).toBe('cancelled')
  await page.reload()
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect.poll(async () => (await studio.api(`/jobs/${job}`)).status).toMatch(/queued|running/)
  await studio.post(`/jobs/${job}/cancel`)
  expect(faults).toEqual([])
  await context.close()
})

test('a segment fails: it is named, the original sounds there, a retry mends it', async () => {
  const { context, page, faults } = await enter()
  studio.fail([1])
  const job = await studio.job(file_id, { config: SHORT })
  await page.goto(`${studio.url}/#/jobs/${job}`)
  await page.getByRole('heading', { name: 'Needs attention' }).waitFor({ timeout: 120_000 })
  await page.getByText(/Segment 2 \(.*\) failed: The voice engine gave up/).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Needs attention' }).waitFor()
  studio.fail([])
  await page.getByRole('button', { name: /^Retry with another setting/ }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'Best', exact: true }).click()
  await dialog.getByRole('button', { name: 'Retry', exact: true }).click()
  await page.getByRole('heading', { name: 'Your cover is ready' }).waitFor({ timeout: 120_000 })
  await studio.ended(job) // the heading is there for screen readers while it is only mixed anew
  const report = await studio.api(`/jobs/${job}/report`)
  expect(report.status).toBe('completed')
  expect(report.segments[1].settings).toMatchObject({ instrumental: { quality: 'best' } })
  expect(faults).toEqual([])
  await context.close()
})

test('a segment fails: the original is kept there, by choice', async () => {
  const { context, page, faults } = await enter()
  studio.fail([0])
  const job = await studio.job(file_id, { config: SHORT })
  await studio.ended(job)
  await page.goto(`${studio.url}/#/jobs/${job}`)
  await page.getByRole('button', { name: /Keep the original there/ }).click()
  await page.getByRole('heading', { name: 'Your cover is ready' }).waitFor()
  const answer = await studio.api(`/jobs/${job}`)
  expect(answer.segments[0].state).toBe('kept')
  expect(answer.warnings.join()).toMatch(/the original is kept/)
  expect(faults).toEqual([])
  await context.close()
})

test('every segment fails: the job says so and why, and is resumed', async () => {
  const { context, page } = await enter()
  studio.fail([0, 1, 2, 3, 4, 5])
  const job = await studio.job(file_id, { config: SHORT })
  await studio.ended(job)
  await page.goto(`${studio.url}/#/jobs/${job}`)
  await page.getByRole('heading', { name: 'This job could not be finished' }).waitFor()
  await page.getByText(/The voice engine gave up/).first().waitFor()
  studio.fail([])
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await page.getByRole('heading', { name: 'Your cover is ready' }).waitFor({ timeout: 120_000 })
  await context.close()
})

test('the studio is stopped and started while a job runs: the page says so, and sees it to its end', async () => {
  const { context, page, faults } = await enter()
  const job = await studio.job(file_id, { profile: 'balanced', config: SHORT })
  await page.goto(`${studio.url}/#/jobs/${job}`)
  await expect.poll(async () => (await studio.api(`/jobs/${job}/progress`)).progress, { timeout: 60_000 }).toBeGreaterThan(0.2)
  await studio.stop('SIGKILL')
  await page.getByText(/Connection lost|does not answer/).first().waitFor()
  await studio.start()
  await page.getByRole('heading', { name: 'Your cover is ready' }).waitFor({ timeout: 170_000 })
  await expect.poll(() => page.getByText(/Connection lost|does not answer/).count(), { timeout: 30_000 }).toBe(0)
  expect(faults).toEqual([])
  await context.close()
})

test('two tabs: what is done in one is seen in the other; a job deleted there is gone here', async () => {
  const { context, page, faults } = await enter()
  const other = await context.newPage()
  const job = await studio.job(file_id, { config: SHORT })
  await page.goto(`${studio.url}/#/jobs/${job}`)
  await other.goto(`${studio.url}/#/jobs/${job}`)
  for (const tab of [page, other]) await tab.getByRole('heading', { name: 'Your cover is ready' }).waitFor({ timeout: 120_000 })
  await other.getByRole('button', { name: 'Delete', exact: true }).first().click()
  await other.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
  await other.waitForURL(/#\/jobs$/)
  await page.bringToFront()
  await page.getByRole('heading', { name: 'This job is gone' }).waitFor({ timeout: 30_000 })
  expect(faults).toEqual([])
  await context.close()
})

// A browser has six lines to one studio. Headless Chromium calls every tab visible, so the test says which is not.
test('seven tabs behind an eighth: they hold no line, so it opens; and each of them tells of the end', async () => {
  const { context, page: front, faults } = await enter()
  const job = await studio.job(file_id, { profile: 'quality', config: SHORT })
  await context.addInitScript(() => {
    const here = /** @type {any} */ (window)
    here.seen = 'visible'
    here.told = []
    here.Notification = Object.assign(function (/** @type {string} */ message) { here.told.push(message) }, { requestPermission: async () => 'granted' })
    Object.defineProperty(document, 'visibilityState', { get: () => here.seen })
  })
  /** @param {import('playwright-core').Page} tab @param {string} state */
  const turn = (tab, state) => tab.evaluate((wanted) => {
    /** @type {any} */ (window).seen = wanted
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }, state)
  const behind = []
  for (let one = 0; one < 7; one += 1) {
    const tab = await context.newPage()
    await tab.goto(`${studio.url}/#/jobs/${job}`)
    await tab.getByRole('button', { name: 'Tell me when it has ended' }).click()
    await turn(tab, 'hidden')
    behind.push(tab)
  }
  await front.goto(`${studio.url}/#/jobs/${job}`)
  await front.getByRole('button', { name: 'Cancel', exact: true }).click()
  await front.getByRole('heading', { name: 'Cancelled' }).waitFor()
  const told = () => Promise.all(behind.map((tab) => tab.evaluate(() => /** @type {any} */ (window).told.length)))
  await expect.poll(told, { timeout: 40_000 }).toEqual(behind.map(() => 1))
  await turn(behind[0], 'visible')
  await behind[0].getByRole('heading', { name: 'Cancelled' }).waitFor()
  expect(faults).toEqual([])
  await context.close()
})

test('an address that leads nowhere leads home', async () => {
  const { context, page } = await enter()
  for (const place of ['#/jobs/nothing-here', '#/song/nothing-here', '#/elsewhere', '#/jobs/%E0%A4%A']) {
    await page.goto(`${studio.url}/${place}`)
    await page.getByRole('link', { name: /to the (studio|library)/i }).first().waitFor()
  }
  await context.close()
})
