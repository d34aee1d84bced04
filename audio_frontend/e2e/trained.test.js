// @ts-check
/** A trained voice from its files to a cover: imported, auditioned, converted, listened to. And what is refused. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SIZES, accessible, dropFiles, fits } from './browser.js'
import { stage } from './stage.js'

const folder = mkdtempSync(join(tmpdir(), 'voices-'))
const { studio, enter } = stage({ models: join(folder, 'models') })
const INDEX = 'added_IVF2_Flat_nprobe_1_Anna_v2.index'
/** @typedef {import('playwright-core').Page} Page */

beforeAll(() => studio.trainedVoices(folder))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const dialog = (/** @type {Page} */ page, /** @type {string | RegExp} */ name) => page.getByRole('dialog', { name })
const card = (/** @type {Page} */ page, /** @type {string} */ name, state = '') => page.getByRole('button', { name: new RegExp(`Listen to ${name}: ${state}`) })
/** Seconds shown by the play head that is a slider. @param {Page} page */
const head = async (page) => Number(await page.getByRole('slider', { name: /position/i }).first().getAttribute('aria-valuenow'))

/** @param {Page} page @param {string[]} files @param {string} name */
async function imported(page, files, name) {
  await page.goto(`${studio.url}/#/voices`)
  await page.getByRole('heading', { level: 1, name: 'Voices' }).waitFor()
  await dropFiles(page, files)
  await dialog(page, 'Import a trained voice').waitFor()
  await page.getByLabel('Name of the voice').fill(name)
  await page.getByRole('radio', { name: /Mine/ }).click()
  await page.getByRole('button', { name: 'Import this voice' }).click()
  await dialog(page, `“${name}” is ready`).waitFor({ timeout: 90_000 })
}

test('a voice of RVC is imported by drag and drop, heard in a song, and sings it', async () => {
  const { context, page, faults } = await enter({ size: SIZES.wide })
  await imported(page, [join(folder, 'rvc/Anna.pth'), join(folder, 'rvc', INDEX)], 'Anna')
  await page.getByText('RVC v2').first().waitFor()
  await page.getByRole('button', { name: 'Hear its test: Anna' }).last().click()
  await page.getByRole('button', { name: 'Stop: Anna' }).last().waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('region', { name: 'Trained voices' }).getByRole('heading', { name: 'Anna' }).waitFor()

  // the audition: the trained voice is among the first
  await page.goto(`${studio.url}/#/`)
  await page.getByLabel('Songs to add').setInputFiles(await studio.song('A song for Anna.flac', 14))
  await page.waitForURL(/#\/song\//)
  await card(page, 'Anna', 'Ready').waitFor({ timeout: 120_000 })
  await card(page, 'Anna').click()
  await card(page, 'Anna', 'Playing').waitFor()

  // its engine's options, and those alone
  await page.getByText(/^More: settings of RVC/).click()
  const shelf = page.getByRole('region', { name: 'Settings of RVC' })
  const rate = shelf.getByRole('slider', { name: 'Index rate' })
  await rate.focus()
  await page.keyboard.press('Home')
  expect(await rate.getAttribute('aria-valuenow')).toBe('0')
  await fits(page, 'song with a trained voice')
  await accessible(page, 'song with a trained voice')

  await page.getByText(/About .* on this computer/).waitFor()
  await page.getByRole('button', { name: 'Make cover' }).click()
  await page.waitForURL(/#\/jobs\//)
  const job = page.url().split('/').pop() ?? ''
  await page.getByRole('heading', { name: 'Your cover is ready' }).waitFor({ timeout: 170_000 })
  const { config, status } = await studio.api(`/jobs/${job}`)
  expect({ engine: config.svc.engine, options: config.svc.options, status }).toMatchObject({ engine: 'rvc', options: { index_rate: 0, protect: 0.33 }, status: 'completed' })

  await page.getByRole('button', { name: 'Play', exact: true }).first().click()
  await expect.poll(() => head(page), { timeout: 30_000 }).toBeGreaterThan(1)
  await page.getByText(/^Peak −?\d/).waitFor() // the meter at the loudspeakers: there is sound in it
  expect(faults).toEqual([])
  await context.close()
})

test('a voice of so-vits-svc with several singers asks which of them, and leaves nothing to the next voice', async () => {
  const { context, page, faults } = await enter({ size: SIZES.phone })
  await imported(page, [join(folder, 'so-vits/G_400.pth'), join(folder, 'so-vits/config.json')], 'Choir')
  await page.getByText('3: ann, ben, cleo').first().waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  const { file_id } = await studio.upload(await studio.song('Another song.flac', 8, 5))
  await page.goto(`${studio.url}/#/song/${file_id}`)
  await page.getByRole('radio', { name: /Choir/ }).click()
  await page.getByRole('combobox', { name: 'Which of this voice’s singers' }).selectOption('ben')
  /** @param {string} voice */
  const asked = (voice) => page.waitForRequest((request) => request.url().endsWith('/jobs/validate') && request.postDataJSON().config?.svc?.voice === voice).then((request) => request.postDataJSON().config.svc)
  const next = asked('brighter')
  await page.getByRole('radio', { name: /Brighter/ }).click()
  expect(await next).toEqual({ voice: 'brighter' })
  expect(await page.getByRole('combobox', { name: 'Which of this voice’s singers' }).count()).toBe(0)
  expect(faults).toEqual([])
  await context.close()
})

test('what can’t be used is refused at its file, nothing in it is run, and what was typed stays', async () => {
  const before = (await studio.api('/voices')).items.length
  const { context, page, faults } = await enter()
  await page.goto(`${studio.url}/#/jobs`) // any page
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await dropFiles(page, [join(folder, 'refused/D_400.pth'), join(folder, 'refused/Evil.pth')])
  await dialog(page, 'Import a trained voice').waitFor()
  await page.getByLabel('Name of the voice').fill('Nobody')
  await page.getByLabel('Licence').fill('CC BY 4.0')
  await page.getByRole('button', { name: 'Import this voice' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText(/files can’t be used; below each stands why/).waitFor({ timeout: 60_000 })
  const rows = await page.getByRole('list', { name: 'Files of this voice' }).getByRole('listitem').allTextContents()
  expect(rows[0]).toMatch(/discriminator/)
  expect(rows[1]).toMatch(/Evil\.pth.+/)
  expect(await page.getByLabel('Name of the voice').inputValue()).toBe('Nobody')
  expect(await page.getByLabel('Licence').inputValue()).toBe('CC BY 4.0')
  for (const size of Object.values(SIZES)) {
    await page.setViewportSize(size)
    await fits(page, 'refused voice')
  }
  await accessible(page, 'refused voice')
  expect(existsSync(join(folder, 'opened')), 'the pickle was not opened').toBe(false)
  expect((await studio.api('/voices')).items.length).toBe(before)
  await page.keyboard.press('Escape')
  expect(await dialog(page, /./).count()).toBe(0)
  expect(faults).toEqual([])
  await context.close()
})
