// @ts-check
/** Two tabs of one studio beside each other, and a computer without sound. */
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { stage } from './stage.js'

const { studio, enter } = stage()
/** @type {string} */
let song

beforeAll(async () => {
  song = (await studio.upload(await studio.song('song.flac', 20))).file_id
  const form = new FormData()
  form.append('name', 'Aunt Mia')
  form.append('clip', new Blob([readFileSync(await studio.song('clip.flac', 15, 11))]), 'clip.flac')
  await studio.api('/voices', { method: 'POST', body: form })
})

/** @param {import('playwright-core').Page} page @param {string} name */
async function rename(page, name) {
  await page.getByRole('dialog').getByRole('textbox').fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
}

test('a voice and a job that are renamed in one tab have their new name in the other, before it is touched', async () => {
  const job = await studio.job(song, { title: 'First name' })
  await studio.ended(job)
  const { context, page, faults } = await enter()
  const other = await context.newPage()
  await other.goto(`${studio.url}/#/voices`)
  await other.getByRole('heading', { name: 'Aunt Mia' }).waitFor()
  await page.goto(`${studio.url}/#/voices`)
  await page.getByRole('button', { name: 'Rename: Aunt Mia' }).click()
  await rename(page, 'Uncle Tom')
  await other.getByRole('heading', { name: 'Uncle Tom' }).waitFor({ timeout: 3000 })
  await other.goto(`${studio.url}/#/jobs`)
  await other.getByText('First name').first().waitFor()
  await page.goto(`${studio.url}/#/jobs/${job}`)
  await page.getByRole('button', { name: 'Rename' }).click()
  await rename(page, 'Second name')
  await other.getByText('Second name').first().waitFor({ timeout: 3000 })
  expect(faults).toEqual([])
  await context.close()
})

test('two tabs with one song keep what was set in each', async () => {
  const { context, page } = await enter()
  const other = await context.newPage()
  /** @param {import('playwright-core').Page} tab @param {string} voice */
  const choose = async (tab, voice) => {
    await tab.getByRole('radio', { name: voice }).first().click()
    await expect.poll(() => tab.getByRole('radio', { name: voice }).first().isChecked()).toBe(true)
  }
  for (const tab of [page, other]) await tab.goto(`${studio.url}/#/song/${song}`)
  await choose(page, 'The singer’s own')
  await choose(other, 'A blend')
  await page.waitForTimeout(500)
  for (const [tab, voice] of /** @type {[import('playwright-core').Page, string][]} */ ([[page, 'The singer’s own'], [other, 'A blend']])) {
    await tab.reload()
    const radio = tab.getByRole('radio', { name: voice }).first()
    await radio.waitFor()
    expect(await radio.isChecked()).toBe(true)
  }
  await context.close()
})

test('a computer without sound is told so by the first thing that plays', async () => {
  const { context, page } = await enter()
  await context.addInitScript(() => {
    navigator.mediaDevices.enumerateDevices = async () => []
  })
  await page.goto(`${studio.url}/#/voices`)
  await page.getByRole('button', { name: /^The clip: / }).first().click()
  await page.getByText(/No sound device/).waitFor({ timeout: 10_000 })
  await context.close()
})
