// @ts-check
/** A form that is refused says why where one looks, and the focus is there. */
import { expect, test } from 'vitest'
import { SIZES } from './browser.js'
import { stage } from './stage.js'

const { studio, enter } = stage()

/** What of an element can be seen: on the screen, and nothing lies over its middle. @param {import('playwright-core').Locator} what */
const seen = (what) => what.evaluate((element) => {
  const { left, top, right, bottom } = element.getBoundingClientRect()
  const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
  return top >= 0 && bottom <= innerHeight && Boolean(over && (element.contains(over) || over.contains(element)))
})

test.each(/** @type {const} */ (['phone', 'laptop']))('a voice without its right is not added, and one sees why: %s', async (size) => {
  const clip = await studio.song('clip.flac', 12, 11)
  const { context, page, faults } = await enter({ size: SIZES[size] })
  await page.goto(`${studio.url}/#/voices`)
  await page.getByRole('button', { name: 'Add a voice' }).first().click()
  const dialog = page.getByRole('dialog')
  await page.getByLabel('Clips of the voice').setInputFiles(clip)
  await dialog.getByLabel('Name of the voice').scrollIntoViewIfNeeded()
  await dialog.getByRole('button', { name: 'Add this voice' }).click()
  const reason = dialog.getByText('Say why you may use this voice.')
  await reason.waitFor()
  await expect.poll(() => seen(reason)).toBe(true)
  const group = dialog.getByRole('radiogroup', { name: 'I may use this voice: it is' })
  expect(await group.evaluate((element) => element.contains(document.activeElement))).toBe(true)
  expect(await group.getByRole('radio', { checked: true }).count()).toBe(0) // nothing is chosen for anybody
  expect(faults).toEqual([])
  await context.close()
})

test('a cover that can’t be made yet leads to what is missing: a backing, on a phone', async () => {
  const { file_id } = await studio.upload(await studio.song('song.flac', 20))
  const { context, page, faults } = await enter({ size: SIZES.phone })
  await page.goto(`${studio.url}/#/song/${file_id}`)
  await page.getByRole('radio', { name: /I have the backing/ }).click()
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
  await page.getByRole('button', { name: 'Make cover' }).click({ force: true }) // it says why it can’t be pressed, and may be
  const place = page.locator('[data-problem]').first()
  await expect.poll(() => seen(place)).toBe(true)
  expect(await place.evaluate((element) => element.contains(document.activeElement))).toBe(true)
  expect(faults).toEqual([])
  await context.close()
})
