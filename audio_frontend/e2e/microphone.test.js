// @ts-check
/** A voice recorded in the page: Chromium's microphone is a file in which somebody sings. */
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { SIZES, accessible, fits } from './browser.js'
import { stage } from './stage.js'
import { RESULTS } from './studio.js'

const SUNG = join(RESULTS, 'microphone.wav')
const { studio, enter } = stage({}, ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${SUNG}`])
beforeAll(async () => copyFile(await studio.song('microphone.wav', 15, 11), SUNG)) // the browser reads it when it is asked for sound

/** Keeps every track that the page is given, to see whether it gives it back. */
function watchTracks() {
  const given = /** @type {any} */ (window).given = /** @type {MediaStreamTrack[]} */ ([])
  const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices)
  if (ask) navigator.mediaDevices.getUserMedia = async (wanted) => ask(wanted).then((stream) => (given.push(...stream.getTracks()), stream))
}

/** @param {import('playwright-core').Page} page */
const liveTracks = (page) => page.evaluate(() => /** @type {any} */ (window).given.filter((/** @type {MediaStreamTrack} */ track) => track.readyState === 'live').length)

test('a voice is recorded by the keyboard alone on a phone, kept as a clip, and sent', async () => {
  const { context, page, faults } = await enter({ size: SIZES.phone })
  await context.addInitScript(watchTracks)
  await page.goto(`${studio.url}/#/voices`)
  await page.getByRole('button', { name: 'Add a voice' }).first().click()
  const dialog = page.getByRole('dialog')
  const microphone = dialog.getByRole('group', { name: 'Microphone' })
  await microphone.getByRole('button', { name: 'Record with the microphone' }).focus()
  await page.keyboard.press('Enter')
  await microphone.getByText(/listening to the room/).waitFor()
  expect(await liveTracks(page)).toBe(1)
  await microphone.getByText('Begin in 3').waitFor()
  await microphone.getByText(/dBFS/).first().waitFor()
  await microphone.getByText('Recording: speak or sing').waitFor()
  await expect.poll(() => microphone.getByRole('meter').getAttribute('aria-valuenow').then(Number)).toBeGreaterThan(-59)
  await accessible(page, 'recording')
  await fits(page, 'recording')
  await page.screenshot({ path: join(RESULTS, 'microphone-recording.png') })
  await microphone.getByText(/^1[12] s · enough/).waitFor({ timeout: 60_000 })
  expect(await microphone.getByRole('button', { name: 'Stop' }).evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('Enter')
  await microphone.getByText(/^Recorded: 1\d s$/).waitFor()
  expect(await liveTracks(page)).toBe(0)
  await accessible(page, 'recorded')
  await fits(page, 'recorded')
  await page.screenshot({ path: join(RESULTS, 'microphone-taken.png') })
  await microphone.getByRole('button', { name: 'Listen: the recording' }).click()
  await microphone.getByRole('button', { name: 'Stop: the recording' }).waitFor() // Chromium reads the WAV
  await microphone.getByRole('button', { name: 'Keep it' }).focus()
  await page.keyboard.press('Enter')
  await dialog.getByRole('list', { name: 'Chosen clips' }).getByText('Recording 1.wav').waitFor()
  await accessible(page, 'kept')
  await page.screenshot({ path: join(RESULTS, 'microphone-kept.png') })
  await dialog.getByLabel('Name of the voice').fill('A voice')
  await dialog.getByRole('radio', { name: /Mine/ }).click()
  await dialog.getByRole('button', { name: 'Add this voice' }).click()
  const heard = page.getByRole('dialog', { name: '“A voice” is ready' })
  await heard.waitFor({ timeout: 90_000 })
  await heard.getByRole('list', { name: 'What the studio heard' }).getByText(/Length/).waitFor()
  await page.screenshot({ path: join(RESULTS, 'microphone-heard.png') })
  expect(faults).toEqual([])
  await context.close()
})

test('closing the dialog while it records gives the microphone back', async () => {
  const { context, page, faults } = await enter()
  await context.addInitScript(watchTracks)
  await page.goto(`${studio.url}/#/voices`)
  await page.getByRole('button', { name: 'Add a voice' }).first().click()
  await page.getByRole('button', { name: 'Record with the microphone' }).click()
  await page.getByText('Recording: speak or sing').waitFor()
  expect(await liveTracks(page)).toBe(1)
  await page.keyboard.press('Escape')
  await expect.poll(() => liveTracks(page)).toBe(0)
  expect(faults).toEqual([])
  await context.close()
})
