// @ts-check
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { uploadOf } from '@/test/intake.jsx'
import { show } from '@/test/jobs.jsx'
import { server } from '@/test/server.js'
import { SongsPage } from './SongsPage.jsx'

vi.mock('sonner', () => ({ toast: vi.fn() }))

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  window.location.hash = '#/songs'
})
afterEach(() => server.resetHandlers())

const EVENING = uploadOf({ file_id: 'a', filename: '01.mp3', title: 'Evening Song', artist: 'Björk', has_cover: true, size_bytes: 2_000_000 })
const HARBOUR = uploadOf({ file_id: 'b', filename: 'Harbour.wav', size_bytes: 1_000_000 })

/** @param {any[]} items @param {string[]} [damaged] */
function studio(items, damaged = []) {
  const now = { items, damaged, deleted: /** @type {string[]} */ ([]), refusal: /** @type {object | null} */ (null) }
  server.use(
    http.get('*/uploads', () => HttpResponse.json({ items: now.items, damaged: now.damaged })),
    http.delete('*/uploads/:id', ({ params }) => {
      if (now.refusal) return HttpResponse.json(now.refusal, { status: 409 })
      now.deleted.push(String(params.id))
      now.items = now.items.filter((song) => song.file_id !== params.id)
      now.damaged = now.damaged.filter((id) => id !== params.id)
      return HttpResponse.json({ file_id: params.id, freed_bytes: 2_100_000 })
    }),
  )
  return now
}

const rows = () => within(screen.getByRole('list', { name: 'Songs' })).getAllByRole('listitem')

test('lists every song by title, artist and file, each a way to its page', async () => {
  studio([EVENING, HARBOUR])
  show(<SongsPage />)
  const link = await screen.findByRole('link', { name: /Evening Song.*Björk.*01\.mp3/ })
  expect(link).toHaveAttribute('href', '#/song/a')
  expect(screen.getByRole('link', { name: /^Harbour\.wav/ })).toHaveAttribute('href', '#/song/b')
  expect(screen.getByRole('link', { name: 'Covers of Harbour.wav' })).toHaveAttribute('href', '#/songs/b')
  expect(screen.getByText('2 songs, 3 MB on disk')).toBeVisible()
})

test('a search finds by title, artist and file, and stands in the address', async () => {
  studio([EVENING, HARBOUR])
  show(<SongsPage />)
  await userEvent.type(await screen.findByRole('searchbox'), 'bjork')
  await screen.findByText('1 of 2 songs match')
  expect(rows()).toHaveLength(1)
  expect(window.location.hash).toBe('#/songs?q=bjork')
  await userEvent.type(screen.getByRole('searchbox'), ' harbour')
  await screen.findByRole('heading', { name: 'No song matches' })
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }))
  await waitFor(() => expect(rows()).toHaveLength(2))
})

test('many songs come fifty at a time, and a search looks through all of them', async () => {
  studio(Array.from({ length: 120 }, (_, at) => uploadOf({ file_id: `f${at}`, filename: `Song ${at}.mp3` })))
  show(<SongsPage />)
  await userEvent.click(await screen.findByRole('button', { name: 'Show more' }))
  expect(rows()).toHaveLength(100)
  await userEvent.type(screen.getByRole('searchbox'), '119')
  await screen.findByText('1 of 120 songs match')
})

test('deletes a song after a question, and leaves the focus at the heading', async () => {
  const now = studio([EVENING, HARBOUR])
  show(<SongsPage />)
  await userEvent.click(await screen.findByRole('button', { name: 'Delete Evening Song' }))
  expect(now.deleted).toEqual([])
  const question = screen.getByRole('dialog', { name: 'Delete this song?' })
  expect(question).toHaveTextContent('That frees 2 MB. Covers made from it stay.')
  await userEvent.click(within(question).getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(rows()).toHaveLength(1))
  expect(now.deleted).toEqual(['a'])
  expect(screen.getByRole('heading', { level: 1 })).toHaveFocus()
})

test('a song that a job needs stays, and it says why', async () => {
  const now = studio([EVENING])
  now.refusal = { code: 'conflict', title: 'Not now', detail: 'The job “Evening” still needs this file.', remedy: 'Cancel the job, or wait for it.', status: 409 }
  show(<SongsPage />)
  await userEvent.click(await screen.findByRole('button', { name: 'Delete Evening Song' }))
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete' }))
  expect(await screen.findByText('The job “Evening” still needs this file.')).toBeVisible()
  expect(screen.getByText('Cancel the job, or wait for it.')).toBeVisible()
  expect(rows()).toHaveLength(1)
})

test('what can’t be read any more is told, and can be deleted', async () => {
  const now = studio([HARBOUR], ['0123456789abcdef'])
  show(<SongsPage />)
  expect(await screen.findByText('One song can’t be read any more')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Delete 01234567' }))
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(screen.queryByText('One song can’t be read any more')).toBeNull())
  expect(now.deleted).toEqual(['0123456789abcdef'])
})

test('without a song it says where to begin', async () => {
  studio([])
  show(<SongsPage />)
  expect(await screen.findByRole('heading', { name: 'No songs yet' })).toBeVisible()
  expect(screen.getByRole('link', { name: 'Add a song' })).toHaveAttribute('href', '#/')
  expect(screen.queryByRole('searchbox')).toBeNull()
})
