// @ts-check
/** One choice for many songs: what is sent, what can't be, and where it leads. */
import { act, cleanup, configure, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, delay, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Toaster } from 'sonner'
import { uploads } from '@/features/intake/uploadStore.js'
import { fileOf, show, uploadOf } from '@/test/intake.jsx'
import { server } from '@/test/server.js'
import { CLIP_VOICE, PRESET_VOICE, VALIDATED } from '@/test/song.js'
import { songAnswers } from '@/test/songPage.js'
import { BatchPage } from './BatchPage.jsx'

const SONGS = ['one', 'two', 'three'].map((id) => uploadOf({ file_id: id, filename: `${id}.mp3`, sha256: id, duration_s: 60 }))
const REFUSAL = { type: 'x', code: 'too_long', title: 'This song is too long', detail: 'It has 70 minutes.', remedy: 'Choose a part of it.', status: 422, instance: 'x', errors: [] }
const SETTINGS = { ...REFUSAL, code: 'invalid_config', title: 'Bad', detail: 'svc.strength', errors: [{ field: 'svc.strength', message: 'must be at most 1' }] }

/** @type {{body: any, key: string | null}[]} */
let started = []
/** What the studio refuses, by song. @type {Record<string, any>} */
let unfit = {}
let songs = SONGS

configure({ defaultHidden: true })
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  localStorage.setItem('song-more', 'open')
  started = []
  unfit = {}
  songs = SONGS
  /** @param {any[]} jobs @param {string} name @param {(index: number) => any} made */
  const each = (jobs, name, made) => jobs.map((job, index) => ({ index, [name]: unfit[job.file_id] ? null : made(index), error: unfit[job.file_id] ?? null }))
  server.use(...songAnswers([]))
  server.use(
    http.get('*/uploads/:id/excerpts', () => HttpResponse.json({ file_id: 'one', source: 'song', items: [], best: null, reason: 'No singing was found.', message: null })),
    http.get('*/uploads', () => HttpResponse.json({ items: songs, damaged: [] })),
    http.post('*/jobs/batch/validate', async ({ request }) => {
      const { jobs } = /** @type {any} */ (await request.json())
      const items = each(jobs, 'order', () => VALIDATED)
      return HttpResponse.json({ items, eta_s: items.some((item) => item.order) ? VALIDATED.eta_s : null, disk_bytes: 3e8 })
    }),
    http.post('*/jobs/batch', async ({ request }) => {
      const body = /** @type {any} */ (await request.json())
      started.push({ body, key: request.headers.get('Idempotency-Key') })
      return HttpResponse.json({ batch_id: body.batch_id ?? 'b1', items: each(body.jobs, 'job', (index) => ({ job_id: `j${index}` })) }, { status: 202 })
    }),
  )
})
afterEach(() => {
  server.resetHandlers()
  act(() => uploads.rows().forEach(({ id }) => uploads.dismiss(id)))
})

/** @param {string[]} ids */
async function open(...ids) {
  window.location.hash = `#/batch?songs=${ids.join(',')}`
  const user = userEvent.setup({ pointerEventsCheck: 0, delay: null })
  show(<><BatchPage /><Toaster /></>)
  await screen.findByRole('button', { name: /^Make \d covers?$/ })
  return user
}

const songList = () => screen.getByRole('list', { name: 'Songs' })
/** @param {number} count */
const make = (count) => screen.findByRole('button', { name: count === 1 ? 'Make 1 cover' : `Make ${count} covers` })
const songsInAddress = () => new URLSearchParams(window.location.hash.split('?')[1]).get('songs')

test('one choice is sent for every song, in their order, under one key; then the library shows the batch', async () => {
  const user = await open('two', 'one', 'three')
  await screen.findByText(/About 2–4 min on this computer · 3 songs · 300 MB of disk/)
  await user.click(screen.getByRole('radio', { name: new RegExp(CLIP_VOICE.name) }))
  expect(await screen.findAllByText('Say first that you may use this voice.')).not.toHaveLength(0)
  await user.click(screen.getByRole('radio', { name: /Mine/ }))
  await user.click(screen.getAllByRole('radio', { name: 'Fast' })[0])
  await user.click(await make(3))
  await waitFor(() => expect(window.location.hash).toBe('#/jobs?open=b1'))
  const order = { profile: 'fast', consent: { voice_rights: 'own' }, config: { svc: { voice: CLIP_VOICE.voice_id }, swiftf0: { pitch_shift: 'auto' } } }
  expect(started[0].body).toEqual({ jobs: ['two', 'one', 'three'].map((file_id) => ({ file_id, ...order })) })
  expect(started[0].key).toMatch(/^[0-9a-f]{32}$/)
})

test('a song that can’t be taken says why at itself and is left out; the others are started, and it can join them', async () => {
  unfit = { two: REFUSAL }
  const user = await open('one', 'two', 'three')
  const item = await within(songList()).findByText('No cover of this one: This song is too long')
  expect(item.closest('li')).toHaveTextContent('two.mp3')
  expect(item.closest('li')).toHaveTextContent('Choose a part of it.')
  await user.click(await make(2))
  await screen.findByText('The covers of the others are being made.')
  expect(started[0].body.jobs.map((/** @type {any} */ job) => job.file_id)).toEqual(['one', 'three'])
  expect(songsInAddress()).toBe('two')
  expect(screen.getByRole('link', { name: 'Look at them' })).toHaveAttribute('href', '#/jobs?open=b1')
  unfit = {}
  await user.click(screen.getAllByRole('radio', { name: 'Fast' })[0]) // other settings: it can be taken now
  await waitFor(() => expect(screen.queryByText(/No cover of this one/)).toBeNull())
  await user.click(await make(1))
  await waitFor(() => expect(window.location.hash).toBe('#/jobs?open=b1'))
  expect(started[1].body).toMatchObject({ batch_id: 'b1', jobs: [{ file_id: 'two', profile: 'fast' }] })
  expect(started[1].key).not.toBe(started[0].key)
})

test('what is refused only when all are started stays in the list with why', async () => {
  const user = await open('one', 'two')
  await screen.findByText(/2 songs · 300 MB/)
  unfit = { one: { ...REFUSAL, code: 'queue_full', title: 'The queue is full', status: 429 } }
  await user.click(await make(2))
  await within(songList()).findByText('No cover of this one: The queue is full')
  expect(songsInAddress()).toBe('one')
  await user.click(await make(1)) // a moment later there is room, or there is not
  await waitFor(() => expect(started).toHaveLength(2))
})

test('what is wrong with the settings is said once, and not of every song', async () => {
  unfit = { one: SETTINGS, two: SETTINGS }
  await open('one', 'two')
  expect(await screen.findByText('Something in the settings does not fit')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Make 2 covers' })).toHaveAttribute('aria-disabled', 'true')
  expect(screen.queryByText(/No cover of this one/)).toBeNull()
})

test('the same song twice is one cover, and it says so', async () => {
  songs = [...SONGS, uploadOf({ file_id: 'copy', filename: 'copy.mp3', sha256: 'one' })]
  const user = await open('one', 'two', 'copy')
  expect(within(songList()).getByText('The same song as “one.mp3” in this list; one cover is made of both.').closest('li')).toHaveTextContent('copy.mp3')
  await user.click(await make(2))
  await waitFor(() => expect(started[0].body.jobs.map((/** @type {any} */ job) => job.file_id)).toEqual(['one', 'two']))
})

test('a song is left out, the focus stays in the list, and Undo puts it back where it was', async () => {
  const user = await open('one', 'two', 'three')
  await user.click(screen.getByRole('button', { name: 'Leave out two.mp3' }))
  expect(songsInAddress()).toBe('one,three')
  expect(songList()).toHaveFocus()
  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(songsInAddress()).toBe('one,two,three')
})

test('who goes elsewhere leaves no Undo behind, and no other page’s address is written to', async () => {
  const user = await open('one', 'two', 'three')
  await user.click(screen.getByRole('button', { name: 'Leave out two.mp3' }))
  await screen.findByRole('button', { name: 'Undo' })
  act(() => void (window.location.hash = '#/jobs?q=evening'))
  act(() => uploads.add([fileOf('late.mp3')], undefined))
  server.use(http.post('*/upload', () => HttpResponse.json(uploadOf({ file_id: 'late', filename: 'late.mp3', sha256: 'late' }), { status: 201 })))
  await waitFor(() => expect(uploads.rows()[0].state).toBe('ready'))
  expect(window.location.hash).toBe('#/jobs?q=evening') // the page is on its way out still
  cleanup()
  show(<Toaster />)
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull())
})

test.each([
  ['all', {}, '2 covers started.'],
  ['one', { one: REFUSAL }, '1 of 2 covers started; the rest could not be taken.'],
  ['none', { one: REFUSAL, two: REFUSAL }, '0 of 2 covers started; the rest could not be taken.'],
])('who goes elsewhere while they are started is told, and stays there: %s', async (_which, refused, told) => {
  const user = await open('one', 'two')
  await screen.findByText(/2 songs · 300 MB/)
  unfit = refused
  /** @type {() => void} */
  let answer = () => {}
  const held = new Promise((done) => (answer = () => done(undefined)))
  server.use(http.post('*/jobs/batch', async () => void (await held))) // then the usual answer
  await user.click(await make(2))
  act(() => void (window.location.hash = '#/jobs?q=evening'))
  answer()
  const toast = within(/** @type {HTMLElement} */ ((await screen.findByText(told)).closest('li')))
  expect(window.location.hash).toBe('#/jobs?q=evening')
  const look = toast.queryByRole('button', { name: 'Look at them' })
  if (told.startsWith('0')) return expect(look).toBeNull()
  fireEvent.click(/** @type {HTMLElement} */ (look))
  expect(window.location.hash).toBe('#/jobs?open=b1')
})

test('what comes in joins the list, what fails is named, and nothing starts before all are here', async () => {
  let sent = 0
  server.use(http.post('*/upload', async () => {
    sent += 1
    await delay(150)
    if (sent === 2) return HttpResponse.json({ code: 'x', title: 'Not a song', detail: 'No sound in it.', remedy: 'Try another.', status: 415 }, { status: 415 })
    songs = [...SONGS, uploadOf({ file_id: 'four', filename: 'four.mp3', sha256: 'four' })]
    return HttpResponse.json(songs[3], { status: 201 })
  }))
  await open('one')
  act(() => uploads.add([fileOf('four.mp3'), fileOf('bad.mp3')], undefined))
  expect(await screen.findAllByText('2 songs are still on the way: wait, or cancel them above.')).not.toHaveLength(0)
  expect(await within(songList()).findByText('four.mp3')).toBeVisible()
  expect(await screen.findByText('No sound in it.')).toBeVisible()
  expect(songsInAddress()).toBe('one,four')
  await waitFor(async () => expect(await make(2)).not.toHaveAttribute('aria-disabled'))
})

test('a song that was deleted elsewhere is told of, and the others stay', async () => {
  await open('one', 'gone')
  expect(await screen.findByText('One song of this list has been deleted.')).toBeVisible()
  expect(await make(1)).toBeVisible()
})

test('what was chosen for the last ones is where the next ones begin, and nothing is chosen that only one song has', async () => {
  const user = await open('one', 'two')
  await user.click(screen.getByRole('radio', { name: 'Quality' }))
  expect(screen.queryByRole('radio', { name: /I have the backing/ })).toBeNull()
  expect(screen.queryByRole('radio', { name: 'Your own file' })).toBeNull()
  expect(screen.getByText(/Auto suits the key of each song to the voice/)).toBeVisible()
  expect(screen.getAllByRole('radio', { name: new RegExp(PRESET_VOICE.name) })[0]).toBeVisible()
  expect(JSON.parse(localStorage.getItem('song-draft:many-songs') ?? '{}').form.profile).toBe('quality')
})

test('without songs it says what to do', async () => {
  window.location.hash = '#/batch'
  show(<BatchPage />)
  expect(await screen.findByRole('heading', { name: 'No songs yet' })).toBeVisible()
})
