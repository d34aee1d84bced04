// @ts-check
/** A blend of two voices, drawn to the scale, with a third above: from the form to the fader on the desk. */
import { expect, test } from 'vitest'
import { SIZES } from './browser.js'
import { stage } from './stage.js'

const { studio, enter } = stage({ demo: 'true' })

test('a blend of two presets with a harmony above, in the scale of the song, is made, heard and mixed again', async () => {
  const { context, page, faults } = await enter({ size: SIZES.wide })
  const { file_id } = await studio.post('/uploads/demo')
  await page.goto(`${studio.url}/#/song/${file_id}`)
  await page.getByText(/About .* on this computer/).waitFor()

  // the voices: two presets, two to one
  await page.getByRole('radio', { name: 'A blend' }).click()
  await page.getByRole('checkbox', { name: /Brighter/ }).click()
  const weight = page.getByRole('textbox', { name: 'Weight of Brighter' })
  await weight.fill('100')
  await weight.press('Enter')
  await page.getByText('67 % of the blend').waitFor()

  // how it is sung, and what sings beside it
  await page.getByText('How it is sung').click()
  await page.getByRole('radio', { name: 'Snap to the scale' }).click()
  await page.getByText('Voices beside the lead').click()
  await page.getByRole('button', { name: 'Add a harmony' }).click()
  expect(await page.getByRole('combobox', { name: 'Interval' }).inputValue()).toBe('third_above')
  await page.getByRole('radio', { name: 'Fast', exact: true }).click()

  // a reload keeps it all
  await page.reload()
  await page.getByText('67 % of the blend').waitFor()
  expect(await page.getByRole('radio', { name: 'Snap to the scale' }).isChecked()).toBe(true)
  await page.getByText(/About .* on this computer/).waitFor()
  await page.getByRole('button', { name: 'Make cover' }).click()
  await page.waitForURL(/#\/jobs\//)
  const job = page.url().split('/').pop() ?? ''
  await page.getByRole('heading', { name: 'Your cover is ready' }).waitFor({ timeout: 170_000 })

  // told as it was made: the blend, the scale and why, the throat and why
  await page.getByText('Deeper + Brighter').waitFor()
  await page.getByText('Deeper 33 %, Brighter 67 %', { exact: true }).first().waitFor()
  await page.getByText('All measurements').click()
  await page.getByText(/(major|minor) \(\d+ % sure\)/).waitFor()
  await page.getByText(/×.*, automatic/).waitFor()

  // the desk: the harmony is a strip of its own, there is sound in it, and it can be mixed again
  const strip = page.getByRole('group', { name: 'Harmonies', exact: true })
  await strip.getByRole('button', { name: 'Solo: Harmonies' }).click()
  await page.getByRole('button', { name: 'Play', exact: true }).first().click()
  await page.getByText(/^Peak −?\d/).waitFor({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Pause', exact: true }).first().click()
  await strip.getByRole('button', { name: 'Solo: Harmonies' }).click()
  const first = await studio.api(`/jobs/${job}`)
  expect(first.status).toBe('completed')
  const fader = strip.getByRole('textbox', { name: 'Level: Harmonies' })
  await fader.fill('-12')
  await fader.press('Enter')
  await page.getByRole('button', { name: 'Apply mix' }).click()
  await expect.poll(async () => (await studio.api(`/jobs/${job}`)).config.mixing.harmony_db, { timeout: 30_000 }).toBe(-12)
  await expect.poll(async () => (await studio.api(`/jobs/${job}`)).status, { timeout: 60_000 }).toBe('completed')
  expect((await studio.api(`/jobs/${job}`)).result.sha256).not.toBe(first.result.sha256)
  expect(faults).toEqual([])
  await context.close()
})
