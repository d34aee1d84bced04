// @ts-check
/** Every state of the page, each made for real: for axe, for what fits, and for screenshots. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./studio.js').Studio} Studio */
/** @typedef {{song: string, long: string, done: string, stems: string, partial: string, failed: string, cancelled: string, choir: string, taken: string, clip: string, trained: string}} Made */
/** @typedef {{name: string, show: (page: Page, studio: Studio, made: Made) => Promise<unknown>}} State */

export const LONG_NAME = 'Ein sehr langer Name für ein Lied, das niemand so nennen würde, aber irgendwer tut es doch — 夜に駆ける (Live at the Very Long Venue Name, 2026 Remaster).flac'

/** Songs, a voice and jobs in every end state. @param {Studio} studio @returns {Promise<Made>} */
export async function make(studio) {
  const song = (await studio.upload(await studio.song(LONG_NAME, 24))).file_id
  const long = (await studio.upload(await studio.song('Second song.flac', 40, 9, 'Second Song (Live at Home)', 'Anna Björk & The Neighbours'))).file_id
  const cut = { processing: { segment_length: 6 } }
  const clip = await voice(studio)
  const trained = await trainedVoice(studio)
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
  const blend = [{ voice: 'deeper', points: [{ at: 0, weight: 1 }, { at: 20, weight: 0 }] }, { voice: 'brighter' }]
  const choir = await studio.job(song, { title: 'A choir', config: { ...cut, svc: { blend, double: true, formant: 0.9 }, swiftf0: { style: 'snap', vibrato: 0.5 }, harmony: { voices: [{ interval: 'third_above' }, { interval: 'octave_below', pan: -0.5 }] } } })
  await studio.ended(choir)
  const lower = await studio.job(long, { config: { ...cut, svc: { enabled: false }, swiftf0: { pitch_shift: -3 } } })
  await studio.ended(lower)
  const taken = await studio.job(long, { title: 'Second song, try', config: { range: { start: 5, stop: 12 } } })
  await studio.ended(taken)
  const cancelled = await studio.job(song, { profile: 'quality', config: cut })
  await studio.post(`/jobs/${cancelled}/cancel`)
  return { song, long, done, stems, partial, failed, cancelled, choir, taken, clip, trained }
}

/** @param {Studio} studio */
async function voice(studio) {
  const form = new FormData()
  form.append('name', 'A voice with quite a long name, from a clip')
  for (const seed of [11, 12]) form.append('clip', new Blob([readFileSync(await studio.song(`clip ${seed}.flac`, 15, seed))]), `clip ${seed}.flac`)
  return (await studio.api('/voices', { method: 'POST', body: form })).voice_id
}

/** Where the files of trained voices lie. @param {Studio} studio */
const voiceFiles = (studio) => join(studio.folder, 'trained')

/** One of so-vits-svc with three singers. @param {Studio} studio */
async function trainedVoice(studio) {
  const folder = join(await studio.trainedVoices(voiceFiles(studio)), 'so-vits')
  const form = new FormData()
  for (const name of ['G_400.pth', 'config.json']) form.append('file', new Blob([readFileSync(join(folder, name))]), name)
  for (const [name, text] of Object.entries({ name: 'A trained voice with a long name', licence: 'CC BY 4.0, by somebody', rights: 'licensed' })) form.append(name, text)
  return (await studio.api('/voices/import', { method: 'POST', body: form })).voice_id
}

/** @param {string} place */
const at = (place) => async (/** @type {Page} */ page, /** @type {Studio} */ studio) => {
  await page.goto(`${studio.url}/${place}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
}

/** @param {keyof Made} which @param {string} heading */
const job = (which, heading) => async (/** @type {Page} */ page, /** @type {Studio} */ studio, /** @type {Made} */ fixture) => {
  await at(`#/jobs/${fixture[which]}`)(page, studio)
  await page.getByRole('heading', { name: heading }).waitFor()
}

/** @param {Page} page @param {Studio} studio @param {Made} fixture */
async function song(page, studio, fixture) {
  await at(`#/song/${fixture.song}`)(page, studio)
  await page.getByText(/About .* on this computer/).waitFor()
  await page.getByRole('slider', { name: /position/i }).waitFor()
  await page.getByText(/The singer’s middle/).waitFor()
}

/** A job that stays as it is while it is looked at. @param {'running' | 'queued'} kind @returns {State['show']} */
const atWork = (kind) => async (page, studio, fixture) => {
  const config = { processing: { segment_length: 6, max_concurrent_segments: 1 } }
  const running = await studio.job(fixture.long, { profile: 'quality', config, title: 'At work' })
  const fill = []
  for (let n = 0; kind === 'queued' && n < 4; n += 1) fill.push(await studio.job(fixture.long, { profile: 'quality', config }))
  const waiting = kind === 'queued' ? await studio.job(fixture.song, { title: 'The one that waits' }) : running
  await page.goto(`${studio.url}/#/jobs/${waiting}`)
  if (kind === 'queued') await page.getByText(/in the queue/).first().waitFor()
  else await page.getByRole('toolbar', { name: 'Segments of the song' }).waitFor()
  return async () => {
    for (const jobId of [running, ...fill, waiting]) await studio.api(`/jobs/${jobId}?purge=true`, { method: 'DELETE' }).catch(() => null)
  }
}

/** A cover that plays on while one is elsewhere. @param {Page} page @param {Studio} studio @param {Made} fixture @param {string} [place] */
async function playingOn(page, studio, fixture, place = '#/voices') {
  await job('stems', 'Your cover is ready')(page, studio, fixture)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByText('0:01', { exact: true }).waitFor()
  await page.goto(`${studio.url}/${place}`)
  await page.getByRole('region', { name: 'Now playing' }).waitFor()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
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
    show: async (page, studio, fixture) => {
      await song(page, studio, fixture)
      const folded = page.locator('main details:not([open]) > summary')
      while (await folded.count()) await folded.first().click()
      await page.getByRole('radio', { name: 'Quality', exact: true }).click()
      await page.getByText(/Quality changed/).waitFor()
    },
  },
  {
    name: 'song-problem',
    show: async (page, studio, fixture) => {
      await song(page, studio, fixture)
      await page.getByRole('radio', { name: /I have the backing/ }).click()
      await page.getByText('Choose the backing first.').first().waitFor()
    },
  },
  {
    name: 'song-blend',
    show: async (page, studio, fixture) => {
      await song(page, studio, fixture)
      await page.getByRole('radio', { name: 'A blend' }).click()
      await page.getByRole('checkbox', { name: /Brighter/ }).click()
      await page.getByRole('checkbox', { name: /A voice with quite a long name/ }).click()
      await page.getByRole('radio', { name: 'Changing over time' }).click()
      await page.getByRole('slider', { name: /position/i }).focus()
      await page.keyboard.press('PageUp')
      await page.getByRole('button', { name: 'Add a moment at the play head' }).click()
      await page.getByText(/There is a moment at 0:10.0 now/).waitFor()
      await page.getByText('Throat, breath, engine').click()
      await page.getByRole('radio', { name: 'By hand' }).click()
    },
  },
  {
    name: 'song-choir',
    show: async (page, studio, fixture) => {
      await song(page, studio, fixture)
      await page.getByText('How it is sung').click()
      await page.getByRole('radio', { name: 'Smooth', exact: true }).click()
      await page.getByText('Voices beside the lead').click()
      await page.getByRole('switch', { name: 'Second take' }).click()
      for (let count = 0; count < 4; count += 1) await page.getByRole('button', { name: 'Add a harmony' }).click()
      await page.getByRole('combobox', { name: 'Scale' }).selectOption('chromatic')
      await page.getByText(/Thirds and fifths need a scale/).first().waitFor()
    },
  },
  { name: 'running', show: atWork('running') },
  { name: 'queued', show: atWork('queued') },
  { name: 'partial', show: job('partial', 'Needs attention') },
  {
    name: 'retry-dialog',
    show: async (page, studio, fixture) => {
      await job('partial', 'Needs attention')(page, studio, fixture)
      await page.getByRole('button', { name: /^Retry with another setting/ }).first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'failed', show: job('failed', 'This job could not be finished') },
  { name: 'cancelled', show: job('cancelled', 'Cancelled') },
  { name: 'done', show: job('done', 'Your cover is ready') },
  {
    name: 'done-choir',
    show: async (page, studio, fixture) => {
      await job('choir', 'Your cover is ready')(page, studio, fixture)
      await page.getByRole('group', { name: 'Harmonies' }).waitFor()
      await page.getByText('All settings').click()
      await page.getByText('All measurements').click()
      await page.getByText(/larger throat, by hand/).waitFor()
    },
  },
  { name: 'done-stems', show: job('stems', 'Your cover is ready') },
  {
    name: 'pitch-and-spectrogram',
    show: async (page, studio, fixture) => {
      await job('stems', 'Your cover is ready')(page, studio, fixture)
      await page.getByRole('button', { name: 'Pitch', exact: true }).click()
      await page.getByText(/The singer moves between/).waitFor()
      await page.getByRole('button', { name: 'Spectrogram', exact: true }).click()
      await page.getByText(/Most of the sound lies between/).waitFor()
    },
  },
  {
    name: 'delete-dialog',
    show: async (page, studio, fixture) => {
      await job('done', 'Your cover is ready')(page, studio, fixture)
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'library', show: at('#/jobs') },
  {
    name: 'many-songs',
    show: async (page, studio, { song: one, long }) => {
      await at(`#/batch?songs=${one},${long}`)(page, studio)
      await page.getByText(/About .* on this computer · 2 songs/).waitFor({ timeout: 60_000 })
      const letter = join(studio.folder, 'letter.mp3')
      writeFileSync(letter, 'no song')
      await page.getByLabel('Songs to add').setInputFiles([letter])
      await page.getByText('Not taken', { exact: true }).waitFor()
    },
  },
  { name: 'many-songs-none', show: async (page, studio) => (await at('#/batch')(page, studio), page.getByRole('heading', { name: 'No songs yet' }).waitFor()) },
  {
    name: 'batch',
    show: async (page, studio, { song: one, long }) => {
      const config = { processing: { segment_length: 6, max_concurrent_segments: 1 } }
      const { batch_id } = await studio.post('/jobs/batch', { jobs: [one, long, long].map((file_id) => ({ file_id, profile: 'quality', config })) })
      const { items } = await studio.api(`/jobs?batch_id=${batch_id}`)
      await studio.post(`/jobs/${items[0].job_id}/cancel`)
      await at(`#/jobs?open=${batch_id}`)(page, studio)
      await page.getByRole('button', { name: 'Resume 1' }).waitFor()
      return () => studio.api(`/jobs/batch/${batch_id}?purge=true`, { method: 'DELETE' })
    },
  },
  {
    name: 'voices',
    show: async (page, studio) => {
      await at('#/voices')(page, studio)
      await page.getByText('What the studio heard').first().click()
      await page.getByRole('img', { name: /Spectrogram of “A voice with/ }).waitFor({ timeout: 60_000 })
      await page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Deeper' }) }).getByText('Look at its sound').click()
      await page.getByRole('img', { name: /Spectrogram of “Deeper”/ }).waitFor({ timeout: 60_000 })
    },
  },
  {
    name: 'add-voice',
    show: async (page, studio) => {
      await at('#/voices')(page, studio)
      await page.getByRole('button', { name: 'Add a voice' }).first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'add-voice-clips',
    show: async (page, studio) => {
      await at('#/voices')(page, studio)
      await page.getByRole('button', { name: 'Add a voice' }).first().click()
      const letter = join(studio.folder, 'a letter.pdf')
      writeFileSync(letter, 'no clip')
      await page.getByLabel('Clips of the voice').setInputFiles([join(studio.folder, 'clip 11.flac'), join(studio.folder, 'clip 12.flac'), letter])
      await page.getByText(/this one ends in/).waitFor()
      await page.getByRole('button', { name: 'Add this voice' }).click()
      await page.getByText('Remove the clip that can’t be taken.').waitFor()
    },
  },
  {
    name: 'voice-heard',
    show: async (page, studio) => {
      await at('#/voices')(page, studio)
      await page.getByRole('button', { name: 'Add a voice' }).first().click()
      await page.getByLabel('Clips of the voice').setInputFiles(join(studio.folder, 'clip 12.flac'))
      await page.getByRole('radio', { name: /Mine/ }).click()
      await page.getByRole('button', { name: 'Add this voice' }).click()
      await page.getByRole('dialog', { name: /is ready/ }).waitFor({ timeout: 90_000 })
      return async () => {
        const { items } = await studio.api('/voices')
        for (const { voice_id, name } of items) if (name === 'clip 12') await studio.api(`/voices/${voice_id}`, { method: 'DELETE' })
      }
    },
  },
  {
    name: 'import-voice',
    show: async (page, studio) => {
      await at('#/voices')(page, studio)
      await page.getByRole('button', { name: 'Import a trained voice' }).click()
      await page.getByLabel('Files of the voice').setInputFiles([join(voiceFiles(studio), 'refused/D_400.pth'), join(voiceFiles(studio), 'refused/Evil.pth')])
      await page.getByLabel('Name of the voice').fill('A voice that is none')
      await page.getByRole('button', { name: 'Import this voice' }).click()
      await page.getByText(/files can’t be used; below each stands why/).waitFor({ timeout: 60_000 })
    },
  },
  {
    name: 'voice-found',
    show: async (page, studio) => {
      await at('#/voices')(page, studio)
      await page.getByRole('button', { name: 'Import a trained voice' }).click()
      await page.getByLabel('Files of the voice').setInputFiles(join(voiceFiles(studio), 'rvc/Anna.pth'))
      await page.getByRole('button', { name: 'Import this voice' }).click()
      await page.getByRole('dialog', { name: /is ready/ }).waitFor({ timeout: 90_000 })
      await page.getByText('Its files').last().click()
      return async () => {
        const { items } = await studio.api('/voices')
        for (const { voice_id, name } of items) if (name === 'Anna') await studio.api(`/voices/${voice_id}`, { method: 'DELETE' })
      }
    },
  },
  {
    name: 'edit-voice',
    show: async (page, studio) => {
      await at('#/voices')(page, studio)
      await page.getByRole('button', { name: /^Edit: A trained voice/ }).click()
      await page.getByLabel(/Where it likes to sing/).fill('196')
    },
  },
  {
    name: 'song-trained',
    show: async (page, studio, fixture) => {
      await song(page, studio, fixture)
      await page.getByRole('radio', { name: /A trained voice/ }).click()
      await page.getByText(/^More: settings of/).click()
      await page.getByRole('slider', { name: 'Noise scale' }).focus()
      await page.keyboard.press('End')
      await page.getByRole('button', { name: 'As the engine usually has them' }).waitFor()
    },
  },
  { name: 'songs', show: async (page, studio) => (await at('#/songs')(page, studio), page.getByRole('list', { name: 'Songs' }).waitFor()) },
  { name: 'songs-none', show: async (page, studio) => (await at('#/songs?q=zzz')(page, studio), page.getByText('No song matches').waitFor()) },
  { name: 'versions', show: async (page, studio, { long }) => (await at(`#/songs/${long}`)(page, studio), page.getByRole('radio', { name: /−3 semitones/ }).waitFor()) },
  { name: 'versions-none', show: async (page, studio) => (await at('#/songs/gone')(page, studio), page.getByRole('heading', { name: 'No cover yet' }).waitFor()) },
  { name: 'try', show: async (page, studio, { taken }) => (await at(`#/jobs/${taken}`)(page, studio), await page.getByRole('button', { name: 'Make the whole cover' }).waitFor(), page.getByRole('slider', { name: /position/i }).waitFor()) },
  { name: 'playing-on', show: playingOn },
  {
    name: 'playing-on-song',
    show: async (page, studio, fixture) => {
      await playingOn(page, studio, fixture, `#/song/${fixture.song}`)
      await page.getByText(/About .* on this computer/).waitFor()
    },
  },
  {
    name: 'playing-on-sound',
    show: async (page, studio, fixture) => {
      await playingOn(page, studio, fixture)
      await page.getByRole('button', { name: 'Volume, and what you hear' }).click()
    },
  },
  {
    name: 'playing-on-trouble',
    show: async (page, studio, fixture) => {
      await playingOn(page, studio, fixture)
      await page.route(/\/jobs\/.*\/download/, (route) => route.abort())
      await page.getByRole('slider', { name: 'Position of what plays' }).press('End')
      await page.getByRole('slider', { name: 'Position of what plays' }).press('PageDown')
      await page.getByText(/could not be fetched/).waitFor({ timeout: 40_000 })
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
