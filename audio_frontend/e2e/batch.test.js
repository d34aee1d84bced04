// @ts-check
/** Several files dropped anywhere, one choice, a batch: one row that opens, over a reload, a restart and two tabs. */
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { SIZES, accessible, dropFiles, fits } from './browser.js'
import { stage } from './stage.js'

const { studio, enter } = stage()
/** @type {string[]} */
let files

beforeAll(async () => {
  files = [await studio.song('01 Morning.flac', 5, 3), await studio.song('02 Evening.flac', 5, 4), await studio.song('03 Night.flac', 6, 5)]
})

test('what is dropped anywhere comes in; of those that are no songs it is told, and the rest become covers in one voice', async () => {
  const { context, page, faults } = await enter({ size: SIZES.wide, more: false })
  await page.goto(`${studio.url}/#/voices`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await dropFiles(page, [...files.slice(0, 2), { name: 'letter.mp3', bytes: [1, 2, 3] }])
  await page.getByText('Not taken', { exact: true }).waitFor({ timeout: 60_000 })
  expect(page.url()).toBe(`${studio.url}/#/`)
  await page.getByRole('link', { name: 'One voice for all 2 songs' }).click()
  await page.getByRole('heading', { level: 1, name: 'One voice for many songs' }).waitFor()
  const songs = page.getByRole('list', { name: 'Songs', exact: true })
  await songs.getByText('02 Evening').first().waitFor({ timeout: 30_000 })
  await page.getByText('letter.mp3').first().waitFor() // it is named, and is in nobody's way
  await dropFiles(page, [files[2]]) // one more, onto this page
  await songs.getByText('03 Night').first().waitFor({ timeout: 60_000 })
  await page.reload() // the songs stand in the address
  await songs.getByText('03 Night').first().waitFor()
  await songs.getByRole('button', { name: 'Leave out 01 Morning' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await songs.getByText('01 Morning').first().waitFor()
  expect(await songs.getByRole('listitem').count()).toBe(3)

  await page.getByText(/About .* on this computer · 3 songs/).waitFor({ timeout: 60_000 })
  await page.getByText('key, backing, mix, quality').click()
  await page.getByRole('radio', { name: 'Brighter' }).first().click()
  await page.getByRole('radio', { name: 'Fast', exact: true }).first().click()
  await accessible(page, 'many songs')
  await fits(page, 'many songs')
  await page.getByRole('button', { name: 'Make 3 covers', exact: true }).click()

  await page.getByRole('heading', { level: 1, name: 'Library' }).waitFor()
  const row = page.getByRole('button', { name: /3 songs · Brighter/ })
  await row.waitFor()
  expect(await row.getAttribute('aria-expanded')).toBe('true')
  await page.getByRole('link', { name: '03 Night' }).waitFor()
  await accessible(page, 'a batch that is opened')
  const { items, batches } = await studio.api('/jobs?grouped=true')
  expect([items.length, batches.length, batches[0].jobs]).toEqual([1, 1, 3])
  const made = (await studio.api(`/jobs?batch_id=${batches[0].batch_id}`)).items
  expect(made.map((/** @type {any} */ job) => [job.voice.voice_id, job.profile])).toEqual(Array.from({ length: 3 }, () => ['brighter', 'fast']))
  for (const { job_id } of made) await studio.ended(job_id)
  await page.getByText('3 done').first().waitFor({ timeout: 10_000 })
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download all finished' }).click()])
  expect(download.suggestedFilename()).toBe('3 covers.zip')
  expect(readFileSync(await download.path()).subarray(0, 4)).toEqual(Buffer.from('PK\x03\x04'))
  expect(faults).toEqual([])
  await context.close()
})

test('a batch is stopped and gone on with as one, by the keyboard, in two tabs, after a restart too', async () => {
  const ids = (await studio.api('/uploads')).items.map((/** @type {any} */ song) => song.file_id)
  const jobs = ids.map((/** @type {string} */ file_id) => ({ file_id, profile: 'quality', config: { processing: { max_concurrent_segments: 1 } } }))
  const { batch_id } = await studio.post('/jobs/batch', { jobs })
  const { context, page, faults } = await enter({ size: SIZES.phone })
  const other = await context.newPage()
  for (const tab of [page, other]) await tab.goto(`${studio.url}/#/jobs?open=${batch_id}`)
  await page.getByRole('button', { name: 'Cancel all' }).waitFor()
  await accessible(page, 'a batch at work on a phone')
  await fits(page, 'a batch at work on a phone')
  await page.getByRole('button', { name: 'Cancel all' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel all' }).click()
  for (const tab of [page, other]) await tab.getByRole('button', { name: `Resume ${ids.length}` }).waitFor({ timeout: 10_000 })
  await studio.stop()
  await studio.start()
  await page.reload()
  const row = page.getByRole('button', { name: new RegExp(`${ids.length} songs`) }).first()
  await row.waitFor()
  expect(await row.getAttribute('aria-expanded')).toBe('true')
  await page.getByRole('button', { name: `Resume ${ids.length}` }).click()
  await page.getByText(/waiting|running/).first().waitFor()
  await row.focus()
  await page.keyboard.press('Enter')
  expect(await row.getAttribute('aria-expanded')).toBe('false')

  await page.getByRole('checkbox', { name: new RegExp(`Select ${ids.length} songs`) }).first().click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('dialog').getByRole('heading', { name: `Delete ${ids.length} jobs?` }).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText(`${ids.length} jobs deleted`, { exact: false }).waitFor({ timeout: 30_000 })
  expect((await studio.api(`/jobs?batch_id=${batch_id}`)).items).toEqual([])
  await context.close()
  expect(faults).toEqual([])
})

test('a song the studio can’t take says why at itself, the others are made, and it joins them when it can', async () => {
  const { items } = await studio.api('/uploads')
  const ids = items.map((/** @type {any} */ song) => song.file_id)
  const { context, page, faults } = await enter({ size: SIZES.laptop })
  /** @type {string} */
  let refused = ids[0]
  await page.route('**/jobs/batch', async (route) => { // the song goes in the moment in which all are started
    const sent = route.request().postDataJSON()
    if (refused) sent.jobs = sent.jobs.map((/** @type {any} */ job) => (job.file_id === refused ? { ...job, file_id: 'gone' } : job))
    await route.continue({ postData: JSON.stringify(sent) })
  })
  await page.goto(`${studio.url}/#/batch?songs=${ids.join(',')}`)
  await page.getByText(/About .* on this computer/).waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: `Make ${ids.length} covers`, exact: true }).click()
  await page.getByText('No cover of this one').waitFor({ timeout: 30_000 })
  const list = page.getByRole('list', { name: 'Songs', exact: true })
  await expect.poll(() => list.getByRole('button').count()).toBe(1)
  refused = ''
  await page.getByRole('button', { name: 'Make 1 cover', exact: true }).click()
  await page.getByRole('button', { name: new RegExp(`${ids.length} songs`) }).first().waitFor()
  const { batches } = await studio.api('/jobs?grouped=true&limit=1')
  expect(batches[0].jobs).toBe(ids.length)
  await studio.api(`/jobs/batch/${batches[0].batch_id}?purge=true`, { method: 'DELETE' })
  expect(faults).toEqual([])
  await context.close()
})
