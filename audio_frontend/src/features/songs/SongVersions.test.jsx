// @ts-check
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { players } from '@/test/fakePlayer.js'
import { uploadOf } from '@/test/intake.jsx'
import { jobOf, progressOf, show } from '@/test/jobs.jsx'
import { fakeMediaSession } from '@/test/mediaSession.js'
import { server } from '@/test/server.js'
import { waves } from '@/test/wave.js'
import { SongVersions } from './SongVersions.jsx'
import { VersionsPage } from './VersionsPage.jsx'

vi.mock('@/player/waveform/wave.js', () => import('@/test/wave.js'))
vi.mock('@/player/multitrack/MultitrackPlayer.js', () => import('@/test/fakePlayer.js'))

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
afterEach(() => server.resetHandlers())
beforeEach(() => {
  players.length = waves.length = 0
})

/** @param {string} job_id @param {string} voice @param {number} semitones @param {object} [more] @param {import('@/lib/api.js').Job['status']} [status] */
const cover = (job_id, voice, semitones, more = {}, status = 'completed') => jobOf(progressOf({ job_id, status, segments: [] }), { voice: { voice_id: voice, name: voice }, semitones, ...more })
const DEEPER = cover('a', 'Deeper', -3)
const ANNA = cover('b', 'Anna', 0)
const LUFS = /** @type {Record<string, number | null>} */ ({ 'a mix': -14, 'b mix': -12, 'b original': -9.5, 'a original': -9.5 })

/** @param {any[]} covers newest first @param {any[]} [tries] @param {string[]} [damaged] */
function studio(covers, tries = [], damaged = []) {
  const asked = /** @type {string[]} */ ([])
  server.use(
    http.get('*/jobs', ({ request }) => {
      const search = new URL(request.url).searchParams
      asked.push(`${search.get('file_id')} ${search.get('kind')}`)
      return HttpResponse.json({ items: search.get('kind') === 'tries' ? tries : covers, next_cursor: null })
    }),
    http.get('*/uploads/f1', () => HttpResponse.json(uploadOf({ file_id: 'f1', filename: '01.mp3', title: 'Evening', artist: 'Anna' }))),
    http.get('*/jobs/:id/peaks', ({ request, params }) => {
      const stem = String(new URL(request.url).searchParams.get('stem'))
      if (damaged.includes(String(params.id))) return HttpResponse.json({ code: 'files_damaged', title: 'Damaged', detail: 'mix.wav is missing', remedy: 'Resume it.', status: 409 }, { status: 409 })
      return HttpResponse.json({ data: [[-0.5, 0.5]], points: 1, duration_s: 90, sample_rate: 44_100, stem, integrated_lufs: LUFS[`${params.id} ${stem}`] ?? -20 })
    }),
  )
  return asked
}
const player = () => players.at(-1)
const heard = () => screen.getByRole('radio', { checked: true })

test('stand side by side with the original, told apart by voice and key, all equally loud', async () => {
  const asked = studio([ANNA, DEEPER])
  show(<SongVersions fileId="f1" />)
  await screen.findByRole('radiogroup', { name: 'What you hear' })
  expect(screen.getAllByRole('radio').map((radio) => radio.getAttribute('aria-label'))).toEqual(['Original', 'Anna, original key', 'Deeper, −3 semitones'])
  expect(heard()).toHaveAccessibleName('Anna, original key') // the newest
  expect(player().groups).toEqual({ original: -4.5, a: 0, b: -2 })
  expect(screen.getByText('All play equally loud here; this one is turned down by 2.0 dB.')).toBeVisible()
  expect(player().tracks.map((/** @type {any} */ { url }) => url.split('#')[0])).toEqual(['/jobs/b/download?format=wav&stem=mix', '/jobs/a/download?format=wav&stem=mix', '/jobs/b/download?format=wav&stem=original'])
  expect(asked.sort()).toEqual(['f1 covers', 'f1 tries'])
  expect(screen.getByRole('link', { name: 'Open Deeper, −3 semitones' })).toHaveAttribute('href', '#/jobs/a')
})

test('X changes between any two: the last ones that were heard, at the same play head', async () => {
  studio([ANNA, DEEPER])
  show(<SongVersions fileId="f1" />)
  await screen.findByRole('radiogroup')
  await userEvent.keyboard('x')
  expect(heard()).toHaveAccessibleName('Original')
  await userEvent.click(screen.getByRole('radio', { name: /Deeper/ }))
  await userEvent.click(screen.getByRole('radio', { name: /Anna/ }))
  act(() => player().seek(30))
  await userEvent.keyboard('x')
  expect(heard()).toHaveAccessibleName(/Deeper/)
  await userEvent.click(screen.getByRole('button', { name: /Switch to Anna/ }))
  expect(heard()).toHaveAccessibleName(/Anna/)
  expect([player().at, players.length]).toEqual([30, 1]) // nothing was begun anew
})

test('are on the lock screen: a cover by its title, the original by the song’s', async () => {
  const { session, keys, remove } = fakeMediaSession()
  studio([cover('b', 'Anna', 0, { title: 'Evening, higher' }), DEEPER])
  show(<SongVersions fileId="f1" />)
  await screen.findByRole('radiogroup')
  await userEvent.click(screen.getByRole('button', { name: 'Play' }))
  await waitFor(() => expect(session.metadata).toMatchObject({ title: 'Evening, higher', artist: 'Anna' }))
  await userEvent.keyboard('x')
  expect(session.metadata).toMatchObject({ title: 'Evening', artist: 'Anna' })
  act(() => keys.pause())
  expect(player().pause).toHaveBeenCalled()
  expect(session.playbackState).toBe('paused')
  remove()
})

test('the other of the two is got ready once something plays', async () => {
  studio([ANNA, DEEPER])
  show(<SongVersions fileId="f1" />)
  await screen.findByRole('radiogroup')
  expect(player().prepareGroup).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: 'Play' }))
  expect(player().prepareGroup).toHaveBeenLastCalledWith('original')
  await userEvent.click(screen.getByRole('radio', { name: /Deeper/ }))
  expect(player().prepareGroup).toHaveBeenLastCalledWith('b')
})

test('what is at work, and tries, are listed beneath, and are not compared', async () => {
  const short = cover('t', 'Anna', 0, { title: 'Evening, try', is_try: true, duration_s: 10 })
  studio([cover('r', 'Brighter', 2, {}, 'running'), ANNA], [short])
  show(<SongVersions fileId="f1" />)
  await screen.findByRole('radiogroup')
  expect(screen.getAllByRole('radio')).toHaveLength(2)
  expect(within(screen.getByRole('list', { name: 'At work or without a result' })).getByRole('link', { name: /Brighter.*Running/ })).toHaveAttribute('href', '#/jobs/r')
  expect(within(await screen.findByRole('list', { name: 'Tries' })).getByRole('link', { name: /Evening, try.*0:10/ })).toHaveAttribute('href', '#/jobs/t')
})

test('one whose files are damaged is told of, and the others are compared', async () => {
  studio([ANNA, DEEPER], [], ['a'])
  show(<SongVersions fileId="f1" />)
  expect(await screen.findByText('mix.wav is missing')).toBeVisible()
  expect(screen.getAllByRole('radio')).toHaveLength(2)
})

test('a page of its own has the song’s face and the way to another cover', async () => {
  studio([])
  server.use(http.get('*/uploads/f1', () => HttpResponse.json(uploadOf({ file_id: 'f1', title: 'Evening Song', artist: 'Anna' }))))
  show(<VersionsPage fileId="f1" />)
  expect(await screen.findByRole('heading', { level: 1, name: 'Evening Song' })).toBeVisible()
  expect(screen.getByRole('link', { name: 'Make a cover' })).toHaveAttribute('href', '#/song/f1')
  expect(await screen.findByRole('heading', { name: 'No cover yet' })).toBeVisible()
})

test('covers of a song that was deleted are still there', async () => {
  studio([ANNA])
  server.use(http.get('*/uploads/f1', () => HttpResponse.json({ code: 'not_found', title: 'Not found', detail: 'x', remedy: '', status: 404 }, { status: 404 })))
  show(<VersionsPage fileId="f1" />)
  expect(await screen.findByRole('heading', { level: 1, name: 'A song that was deleted' })).toBeVisible()
  await waitFor(() => expect(screen.getByRole('radio', { name: /Anna/ })).toBeVisible())
  expect(screen.queryByRole('link', { name: 'Make a cover' })).toBeNull()
})
