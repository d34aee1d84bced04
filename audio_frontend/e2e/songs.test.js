// @ts-check
/** From a try to the whole cover, from there to all covers of the song, heard side by side; and a song found and deleted. */
import { beforeAll, expect, test } from 'vitest'
import { SIZES } from './browser.js'
import { stage } from './stage.js'

const { studio, enter } = stage()
/** @type {string} */
let song

beforeAll(async () => {
  song = (await studio.upload(await studio.song('01 track.flac', 12, 3, 'Evening Song', 'Anna Björk'))).file_id
  await studio.upload(await studio.song('Other.flac', 6, 4))
})

test('a try becomes a whole cover; two covers and the original are heard at one play head, equally loud', async () => {
  const svc = { enabled: false }
  const own = await studio.job(song, { config: { svc, swiftf0: { pitch_shift: 2 }, quality: { sample_rate: 48_000 } } })
  await studio.ended(own)
  const taken = await studio.job(song, { title: 'A take', config: { range: { start: 3, stop: 6 }, svc, swiftf0: { pitch_shift: -3 }, quality: { sample_rate: 44_100 } } })
  await studio.ended(taken)

  const { context, page, faults } = await enter({ size: SIZES.wide })
  await page.goto(`${studio.url}/#/jobs`)
  await page.getByRole('link', { name: 'Evening Song', exact: true }).waitFor()
  expect(await page.getByRole('link', { name: 'A take' }).count()).toBe(0) // no item of the library
  expect(await page.getByRole('row', { name: /Evening Song/ }).locator('img').evaluate((one) => /** @type {HTMLImageElement} */ (one).naturalWidth)).toBe(240) // the picture in its tags

  await page.goto(`${studio.url}/#/songs`)
  await page.getByRole('link', { name: 'Covers of Evening Song' }).click()
  await page.getByRole('heading', { level: 1, name: 'Evening Song' }).waitFor()
  await page.getByRole('link', { name: /A take/ }).click()
  await page.getByRole('button', { name: 'Make the whole cover' }).click()
  await expect.poll(() => page.url().split('/').pop()).not.toBe(taken)
  const whole = page.url().split('/').pop() ?? ''
  const { config, duration_s, is_try } = await studio.api(`/jobs/${whole}`)
  expect([config.range, duration_s, is_try, config.swiftf0.pitch_shift]).toEqual([{ start: 0, stop: null }, 12, false, -3])
  await studio.ended(whole)

  await page.goto(`${studio.url}/#/songs/${song}`)
  await page.getByRole('radio', { name: /−3 semitones/ }).waitFor()
  const head = async () => Number(await page.getByRole('slider', { name: /position/i }).getAttribute('aria-valuenow'))
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(head, { timeout: 30_000 }).toBeGreaterThan(1)
  await page.keyboard.press('x')
  await expect.poll(() => page.getByRole('radio', { name: 'Original' }).isChecked()).toBe(true)
  await page.getByRole('radio', { name: /\+2 semitones/ }).click() // at 48 kHz, among files at 44.1
  const before = await head()
  await expect.poll(head, { timeout: 30_000 }).toBeGreaterThan(before + 1)
  expect(await head()).toBeLessThan(before + 4) // it went on from there
  await page.getByText(/All play equally loud here/).waitFor()
  expect(faults).toEqual([])
  await context.close()
})

test('a song is found by its artist, and deleted after a question; its covers stay', async () => {
  const { context, page, faults } = await enter({ size: SIZES.phone })
  await page.goto(`${studio.url}/#/songs`)
  await page.getByRole('searchbox').fill('bjork')
  await page.getByText('1 of 2 songs match').waitFor()
  await page.getByRole('button', { name: 'Delete Evening Song' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText(/is deleted/).waitFor()
  expect((await studio.api('/uploads')).items).toHaveLength(1)
  await page.goto(`${studio.url}/#/songs/${song}`)
  await page.getByRole('heading', { name: 'A song that was deleted' }).waitFor()
  await page.getByRole('radio', { name: /\+2 semitones/ }).waitFor()
  expect(faults).toEqual([])
  await context.close()
})
