// @ts-check
/** Every state of the page, each made for real: for axe, for what fits, and for screenshots. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./studio.js').Studio} Studio */
/** @typedef {{song: string, long: string, done: string, stems: string, partial: string, failed: string, cancelled: string, clip: string}} Made */
/** @typedef {{name: string, show: (page: Page, studio: Studio, made: Made) => Promise<unknown>}} State */

export const LONG_NAME = 'Ein sehr langer Name für ein Lied, das niemand so nennen würde, aber irgendwer tut es doch — 夜に駆ける (Live at the Very Long Venue Name, 2026 Remaster).flac'

/** Songs, a voice and jobs in every end state. @param {Studio} studio @returns {Promise<Made>} */
export async function make(studio) {
  const song = (await studio.upload(await studio.song(LONG_NAME, 24))).file_id
  const long = (await studio.upload(await studio.song('Second song.flac', 40, 9))).file_id
  const cut = { processing: { segment_length: 6 } }
  const clip = await voice(studio)
  studio.fail([1, 3])
  const partial = await studio.job(song, { config: cut })
  await studio.ended(partial)
  studio.fail(Array.from({ length: 10 }, (_, index) => index))
  const failed = await studio.job(song, { config: cut })
  await studio.ended(failed)
  studio.fail([])
  const done = await studio.job(song, { config: cut, title: 'A cover with a short title' })
  await studio.ended(done)
  const stems = await studio.job(long, { config: { ...cut, instrumental: { stems: true }, swiftf0: { pitch_shift: 'auto' } } })
  await studio.ended(stems)
  const cancelled = await studio.job(song, { profile: 'quality', config: cut })
  await studio.post(`/jobs/${cancelled}/cancel`)
  return { song, long, done, stems, partial, failed, cancelled, clip }
}

/** @param {Studio} studio */
async function voice(studio) {
  const form = new FormData()
  form.append('name', 'A voice with quite a long name, from a clip')
  const { readFileSync } = await import('node:fs')
  form.append('clip', new Blob([readFileSync(await studio.song('clip.flac', 15, 11))]), 'clip.flac')
  return (await studio.api('/voices', { method: 'POST', body: form })).voice_id
}

/** @param {string} place */
const at = (place) => async (/** @type {Page} */ page, /** @type {Studio} */ studio) => {
  await page.goto(`${studio.url}/${place}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
}

/** @param {keyof Made} which @param {string} heading */
const job = (which, heading) => async (/** @type {Page} */ page, /** @type {Studio} */ studio, /** @type {Made} */ made) => {
  await at(`#/jobs/${made[which]}`)(page, studio)
  await page.getByRole('heading', { name: heading }).waitFor()
}

/** @param {Page} page @param {Studio} studio @param {Made} made */
async function song(page, studio, made) {
  await at(`#/song/${made.song}`)(page, studio)
  await page.getByText(/About .* on this computer/).waitFor()
  await page.getByRole('slider', { name: /position/i }).waitFor()
  await page.getByText(/The singer’s middle/).waitFor()
}

/** A job that stays as it is while it is looked at. @param {'running' | 'queued'} kind @returns {State['show']} */
const atWork = (kind) => async (page, studio, made) => {
  const config = { processing: { segment_length: 6, max_concurrent_segments: 1 } }
  const running = await studio.job(made.long, { profile: 'quality', config, title: 'At work' })
  const fill = []
  for (let n = 0; kind === 'queued' && n < 4; n += 1) fill.push(await studio.job(made.long, { profile: 'quality', config }))
  const waiting = kind === 'queued' ? await studio.job(made.song, { title: 'The one that waits' }) : running
  await page.goto(`${studio.url}/#/jobs/${waiting}`)
  if (kind === 'queued') await page.getByText(/in the queue/).first().waitFor()
  else await page.getByRole('toolbar', { name: 'Segments of the song' }).waitFor()
  return async () => {
    for (const one of [running, ...fill, waiting]) await studio.api(`/jobs/${one}?purge=true`, { method: 'DELETE' }).catch(() => null)
  }
}

/** @type {State[]} */
export const STATES = [
  { name: 'studio', show: at('#/') },
  {
    name: 'uploading',
    show: async (page, studio) => {
      await at('#/')(page, studio)
      const letter = join(studio.folder, 'letter.mp3')
      writeFileSync(letter, 'no song')
      const empty = join(studio.folder, 'an empty file.wav')
      writeFileSync(empty, '')
      await page.getByLabel('Songs to add').setInputFiles([letter, empty, join(studio.folder, 'Second song.flac')])
      await page.getByText(/You have this song already/).waitFor({ timeout: 60_000 })
      await page.getByText('Not taken').first().waitFor()
    },
  },
  { name: 'song', show: song },
  {
    name: 'song-advanced',
    show: async (page, studio, made) => {
      await song(page, studio, made)
      const folded = page.locator('main details:not([open]) > summary')
      while (await folded.count()) await folded.first().click()
      await page.getByRole('radio', { name: 'Quality', exact: true }).click()
      await page.getByText(/Quality changed/).waitFor()
    },
  },
  {
    name: 'song-problem',
    show: async (page, studio, made) => {
      await song(page, studio, made)
      await page.getByRole('radio', { name: /I have the backing/ }).click()
      await page.getByText('Choose the backing first.').first().waitFor()
    },
  },
  { name: 'running', show: atWork('running') },
  { name: 'queued', show: atWork('queued') },
  { name: 'partial', show: job('partial', 'Needs attention') },
  {
    name: 'retry-dialog',
    show: async (page, studio, made) => {
      await job('partial', 'Needs attention')(page, studio, made)
      await page.getByRole('button', { name: /^Retry with another setting/ }).first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'failed', show: job('failed', 'This job could not be finished') },
  { name: 'cancelled', show: job('cancelled', 'Cancelled') },
  { name: 'done', show: job('done', 'Your cover is ready') },
  { name: 'done-stems', show: job('stems', 'Your cover is ready') },
  {
    name: 'pitch-and-spectrogram',
    show: async (page, studio, made) => {
      await job('stems', 'Your cover is ready')(page, studio, made)
      await page.getByRole('button', { name: 'Pitch', exact: true }).click()
      await page.getByText(/The singer moves between/).waitFor()
      await page.getByRole('button', { name: 'Spectrogram', exact: true }).click()
      await page.getByText(/Most of the sound lies between/).waitFor()
    },
  },
  {
    name: 'delete-dialog',
    show: async (page, studio, made) => {
      await job('done', 'Your cover is ready')(page, studio, made)
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'library', show: at('#/jobs') },
  { name: 'voices', show: at('#/voices') },
  {
    name: 'add-voice',
    show: async (page, studio) => {
      await at('#/voices')(page, studio)
      await page.getByRole('button', { name: 'Add a voice' }).first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'system',
    show: async (page, studio) => {
      await at('#/system')(page, studio)
      await page.getByText(/Everything is fine|Something needs your attention/).waitFor()
    },
  },
  {
    name: 'shortcuts',
    show: async (page, studio) => {
      await at('#/')(page, studio)
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'job-gone', show: async (page, studio) => (await page.goto(`${studio.url}/#/jobs/gone`), page.getByRole('heading', { name: 'This job is gone' }).waitFor()) },
  { name: 'lost', show: at('#/nowhere') },
]
