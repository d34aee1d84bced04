// @ts-check
/** The whole page, with a studio of msw behind it. */
import { QueryClientProvider } from '@tanstack/react-query'
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { makeClient } from '@/lib/queries.js'
import { server } from '@/test/server.js'
import { App } from './App.jsx'

const HEALTH = {
  status: 'ok', version: '0.1.0', machine: { cpu_cores: 2, gpu: null, cuda: false }, queue: { jobs: {}, units: {}, slots: 2 },
  disk: { free_bytes: 5e10, total_bytes: 1e11 }, memory: { available_bytes: 8e9, total_bytes: 1.6e10 },
}
const LIMITS = { max_upload_bytes: 5e8, max_duration_s: 3600, max_segments: 100, max_concurrent_jobs: 5, max_queued_jobs: 100, job_timeout_s: 3600, slots: 2, formats: ['wav', 'mp3'] }

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() =>
  server.use(
    http.get('*/health', () => HttpResponse.json(HEALTH)),
    http.get('*/limits', () => HttpResponse.json(LIMITS)),
    http.get('*/models/status', () => HttpResponse.json({ engines: [] })),
    http.get('*/uploads', () => HttpResponse.json({ items: [] })),
    http.get('*/jobs', () => HttpResponse.json({ items: [], batches: [], next_cursor: null })),
    http.get('*/voices', () => HttpResponse.json({ items: [] })),
    http.get('*/doctor', () => HttpResponse.json({ ok: true, checks: [], facts: {} })),
    http.get('*/jobs/gone*', () => HttpResponse.json({ code: 'not_found', title: 'Not found', detail: 'There is no job gone.', remedy: 'x', status: 404 }, { status: 404 })),
    http.get('*/jobs/gone/*', () => HttpResponse.json({ code: 'not_found', title: 'Not found', detail: 'There is no job gone.', remedy: 'x', status: 404 }, { status: 404 })),
  ),
)
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

/** @param {string} [hash] */
function opened(hash = '') {
  window.location.hash = hash
  return render(<QueryClientProvider client={makeClient()}><App /></QueryClientProvider>)
}

/** @param {string} hash */
const goTo = async (hash) => {
  await act(async () => {
    window.location.hash = hash
    window.dispatchEvent(new HashChangeEvent('hashchange'))
  })
}

it('goes from place to place, says where it is, and the address leads back', async () => {
  opened()
  const nav = screen.getByRole('navigation', { name: 'Main' })
  expect(within(nav).getByRole('link', { current: 'page' })).toHaveTextContent('Studio')
  for (const [hash, name] of [['#/songs', 'Songs'], ['#/jobs', 'Library'], ['#/voices', 'Voices'], ['#/system', 'System'], ['#/', 'Studio']]) {
    await goTo(hash)
    expect(await screen.findByRole('heading', { level: 1, name: name === 'Studio' ? 'Give a song another voice' : name })).toBeInTheDocument()
    expect(within(nav).getByRole('link', { current: 'page' })).toHaveTextContent(name)
    expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1)
  }
})

it('has one main landmark, a way past the navigation, and nothing that axe calls serious', async () => {
  const { container } = opened()
  await screen.findByText(/Up to 500 MB/)
  await userEvent.tab()
  expect(screen.getByText('Skip to the content')).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  expect(screen.getByRole('main')).toHaveFocus()
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } }) // jsdom paints nothing
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
})

it('opens the sheet of shortcuts with ?, closes it with Escape, and remembers that they are off', async () => {
  opened()
  await userEvent.keyboard('?')
  const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })
  await userEvent.click(within(sheet).getByRole('switch', { name: 'Shortcuts' }))
  await userEvent.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  await userEvent.keyboard('?')
  expect(screen.queryByRole('dialog')).toBeNull()
})

it('says that the studio does not answer, and takes it back when it does', async () => {
  server.use(http.get('*/health', () => HttpResponse.error()))
  opened()
  expect(await screen.findByText(/The studio does not answer/)).toBeInTheDocument()
  server.use(http.get('*/health', () => HttpResponse.json(HEALTH)))
  await expect.poll(() => screen.queryByText(/The studio does not answer/), { timeout: 8000 }).toBeNull()
})

it('changes its theme, and keeps it', async () => {
  document.documentElement.dataset.theme = 'light'
  opened()
  await userEvent.click(screen.getByRole('button', { name: 'Switch to dark' }))
  expect(document.documentElement.dataset.theme).toBe('dark')
  expect(localStorage.getItem('theme')).toBe('dark')
  expect(screen.getByRole('button', { name: 'Switch to light' })).toBeInTheDocument()
})

it('leads home from an address that leads nowhere, and from a job that is gone', async () => {
  opened('#/nowhere')
  expect(screen.getByRole('link', { name: 'To the studio' })).toBeInTheDocument()
  await goTo('#/jobs/gone')
  expect(await screen.findByRole('heading', { name: 'This job is gone' })).toBeInTheDocument()
})

it('tells of every change of place: a title of its own, and the focus on its heading', async () => {
  opened()
  expect(await screen.findByRole('heading', { level: 1 })).not.toHaveFocus() // the first page begins at the top
  expect(document.title).toBe('Give a song another voice · Audio Studio')
  await goTo('#/voices')
  expect(await screen.findByRole('heading', { level: 1, name: 'Voices' })).toHaveFocus()
  expect(document.title).toBe('Voices · Audio Studio')
  await goTo('#/jobs/gone')
  expect(await screen.findByRole('heading', { level: 1, name: 'This job is gone' })).toHaveFocus() // not that of the page that waits
  expect(document.title).toBe('This job is gone · Audio Studio')
})

it('takes a file that is dropped on any page to the studio, and no browser opens it in the place of the page', async () => {
  const sent = vi.fn()
  server.use(http.post('*/upload', async ({ request }) => {
    sent((await request.formData()).get('file'))
    return HttpResponse.json({ code: 'unreadable_audio', title: 'No', detail: 'No sound.', remedy: 'x', status: 422 }, { status: 422 })
  }))
  opened('#/voices')
  await screen.findByRole('heading', { level: 1, name: 'Voices' })
  await screen.findByRole('button', { name: /Add a voice/ })
  const dataTransfer = { types: ['Files'], files: [new File(['x'], 'song.mp3')] }
  expect(fireEvent.dragOver(document.body, { dataTransfer })).toBe(false) // prevented: the browser leaves it to the page
  expect(await screen.findByText(/Let go|Drop/)).toBeVisible()
  expect(fireEvent.drop(document.body, { dataTransfer })).toBe(false)
  expect(await screen.findByRole('heading', { level: 1, name: 'Give a song another voice' })).toBeVisible()
  await waitFor(() => expect(sent).toHaveBeenCalledTimes(1))
})

it('takes files too while the page that has a place for them is on its way, and does not leave it', async () => {
  const sent = vi.fn()
  server.use(http.post('*/upload', () => (sent(), HttpResponse.json({ code: 'unreadable_audio', title: 'No', detail: 'No sound.', remedy: 'x', status: 422 }, { status: 422 }))))
  opened('#/batch')
  expect(screen.queryByRole('heading', { level: 1, name: 'One voice for many songs' })).toBeNull() // not here yet
  const dataTransfer = { types: ['Files'], files: [new File(['x'], 'song.mp3')] }
  expect(fireEvent.dragOver(document.body, { dataTransfer })).toBe(false)
  expect(fireEvent.drop(document.body, { dataTransfer })).toBe(false)
  await waitFor(() => expect(sent).toHaveBeenCalledTimes(1))
  await screen.findByRole('heading', { level: 1, name: 'One voice for many songs' })
  expect(fireEvent.drop(document.body, { dataTransfer })).toBe(false)
  await waitFor(() => expect(sent).toHaveBeenCalledTimes(2)) // once, by one of the two
})
