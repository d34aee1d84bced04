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
