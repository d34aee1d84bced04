// @ts-check
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { uploadOf } from '@/test/intake.jsx'
import { batchOf, jobOf, progressOf, show } from '@/test/jobs.jsx'
import { server } from '@/test/server.js'
import { LibraryPage } from './LibraryPage.jsx'

vi.mock('sonner', () => ({ toast: { success: vi.fn() } }))

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  window.location.hash = '#/jobs'
})
afterEach(() => server.resetHandlers())

/** @param {string} id @param {import('@/lib/api.js').Job['status']} status @param {object} [more] */
const listed = (id, status, more) => jobOf(progressOf({ job_id: id, status, segments: [] }), { title: `Song ${id}`, ...more })

/** A library that pages, searches and filters as the studio does. @param {any[]} jobs */
function library(jobs, page = 25, songs = /** @type {any[]} */ ([])) {
  const now = { jobs, asked: /** @type {URLSearchParams[]} */ ([]) }
  server.use(http.get('*/uploads', () => HttpResponse.json({ items: songs, damaged: [] })), http.get('*/jobs', ({ request }) => {
    const search = new URL(request.url).searchParams
    now.asked.push(search)
    const found = now.jobs.filter((job) => job.title.includes(search.get('q') ?? '') && (!search.has('status') || search.getAll('status').includes(job.status)))
    const from = Number(search.get('cursor') ?? 0)
    return HttpResponse.json({ items: found.slice(from, from + page), batches: [], next_cursor: found.length > from + page ? String(from + page) : null })
  }))
  return now
}

test('holds whole covers: tries are their song’s own', async () => {
  const now = library([listed('a', 'completed')])
  show(<LibraryPage />)
  await screen.findByRole('link', { name: 'Song a' })
  expect(now.asked.map((search) => search.get('kind'))).toEqual(['covers'])
})

test('shows the song’s picture, artist and title beside what the cover is called, also when the song is gone', async () => {
  library([listed('a', 'completed', { file_id: 'f1' }), listed('b', 'completed', { file_id: 'f2' })], 25, [uploadOf({ file_id: 'f1', title: 'Jóga', artist: 'Björk', has_cover: true })])
  const { container } = show(<LibraryPage />)
  expect(await screen.findByText('Björk · Jóga')).toBeVisible()
  expect([...container.querySelectorAll('img')].map((one) => one.getAttribute('src'))).toEqual(['/uploads/f1/cover'])
  expect(screen.getByText('SB')).toBeVisible() // of “Song b”
})

test('says nothing twice where a cover is called as its file', async () => {
  library([listed('a', 'completed', { file_id: 'f1' })], 25, [uploadOf({ file_id: 'f1', filename: 'Song a.mp3' })])
  show(<LibraryPage />)
  await screen.findByRole('link', { name: 'Song a' })
  await waitFor(() => expect(screen.queryByText('Song a.mp3')).toBeNull())
})

test('lists what was made, running ones with how far they are, and what all of it takes', async () => {
  const now = library([listed('a', 'running'), listed('b', 'completed'), listed('c', 'completed', { warnings: ['odd'] }), listed('d', 'partial')])
  show(<LibraryPage />)
  expect(await screen.findByText('Running 42 %')).toBeVisible()
  expect(screen.getByText('4 jobs listed, 96 MB on disk')).toBeVisible()
  expect(screen.getByText('Done, with notes')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Song b' })).toHaveAttribute('href', '#/jobs/b')
  expect(screen.getAllByRole('link', { name: /^Download/ }).map((link) => link.getAttribute('href'))).toEqual(['/jobs/b/download', '/jobs/c/download', '/jobs/d/download'])
  expect(screen.getAllByRole('button', { name: /^Resume/ })).toHaveLength(1)
  now.jobs = [listed('a', 'running', { progress: 0.77 })]
  expect(await screen.findByText('Running 77 %')).toBeVisible()
})

test('is a table where there is room', async () => {
  vi.spyOn(window, 'matchMedia').mockReturnValue(/** @type {any} */ ({ matches: true, addEventListener() {}, removeEventListener() {} }))
  library([listed('a', 'completed')])
  show(<LibraryPage />)
  const table = await screen.findByRole('table', { name: 'Jobs' })
  expect(within(table).getByRole('rowheader', { name: /^Song a/ })).toBeVisible()
  expect(within(table).getAllByRole('columnheader').map((head) => head.textContent)).toEqual(['', 'Title', 'Status', 'Voice', 'Length', 'Size', 'Made', 'Actions'])
})

test('a search is asked once it rests, and stands in the address; so does the filter', async () => {
  const now = library([listed('apple', 'completed'), listed('pear', 'failed')])
  show(<LibraryPage />)
  await screen.findByText('Song apple')
  await userEvent.type(screen.getByRole('searchbox'), 'pear')
  await waitFor(() => expect(screen.queryByText('Song apple')).toBeNull())
  expect(window.location.hash).toBe('#/jobs?q=pear')
  expect(now.asked.map((search) => search.get('q')).filter(Boolean)).toEqual(['pear'])
  await userEvent.click(screen.getByRole('radio', { name: 'Failed or cancelled' }))
  await waitFor(() => expect(now.asked[now.asked.length - 1].getAll('status')).toEqual(['failed', 'cancelled']))
  expect(window.location.hash).toBe('#/jobs?q=pear&show=stopped')
  await userEvent.click(screen.getByRole('radio', { name: 'Done' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Show all' }))
  expect(await screen.findByText('Song apple')).toBeVisible()
  expect(screen.getByRole('searchbox')).toHaveValue('')
  expect(window.location.hash).toBe('#/jobs')
})

test('what the address asks for is what a reload shows', async () => {
  window.location.hash = '#/jobs?q=pear'
  library([listed('apple', 'completed'), listed('pear', 'failed')])
  show(<LibraryPage />)
  expect(await screen.findByText('Song pear')).toBeVisible()
  expect(screen.queryByText('Song apple')).toBeNull()
  expect(screen.getByRole('searchbox')).toHaveValue('pear')
})

test('Show more brings the next page below the first', async () => {
  library(['a', 'b', 'c'].map((id) => listed(id, 'completed')), 2)
  show(<LibraryPage />)
  await screen.findByText('Song b')
  expect(screen.queryByText('Song c')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Show more' }))
  expect(await screen.findByText('Song c')).toBeVisible()
  expect(screen.getByText('Song a')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull()
})

test('several are deleted after one question; what stays is said, and what was won', async () => {
  const { toast } = await import('sonner')
  const now = library([listed('a', 'completed'), listed('b', 'running'), listed('c', 'completed')])
  server.use(http.delete('*/jobs/:id', ({ params }) => {
    if (params.id === 'b') return HttpResponse.json({ code: 'conflict', title: 'Busy', detail: 'It is being packed.', remedy: '' }, { status: 409 })
    now.jobs = now.jobs.filter((job) => job.job_id !== params.id)
    return HttpResponse.json({ job_id: params.id, purged: true, freed_bytes: 24_000_000 })
  }))
  show(<LibraryPage />)
  for (const id of ['a', 'b']) await userEvent.click(await screen.findByRole('checkbox', { name: `Select Song ${id}` }))
  expect(screen.getByText('2 selected, 48 MB')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }))
  const dialog = screen.getByRole('dialog', { name: 'Delete 2 jobs?' })
  expect(dialog).toHaveTextContent('frees about 48 MB')
  expect(dialog).toHaveTextContent('One of them is still at work')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('It is being packed.')
  await waitFor(() => expect(screen.queryByText('Song a')).toBeNull())
  expect(screen.getByText('Song b')).toBeVisible()
  expect(toast.success).toHaveBeenCalledWith('1 job deleted; 24 MB are free again.')
})

test('an empty library says how to begin', async () => {
  library([])
  show(<LibraryPage />)
  expect(await screen.findByRole('heading', { name: 'No covers yet' })).toBeVisible()
  expect(screen.getByRole('link', { name: 'Make the first one' })).toHaveAttribute('href', '#/')
})

test('a refusal is told with a way to try again', async () => {
  server.use(http.get('*/jobs', () => HttpResponse.json({ code: 'forbidden', title: 'Not allowed', detail: 'This page may not call.', remedy: '' }, { status: 403 })))
  show(<LibraryPage />)
  expect(await screen.findByRole('alert')).toHaveTextContent('This page may not call.')
  expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible()
})

/** A library with a batch of three, one of them in each state. */
function libraryWithBatch() {
  const members = [listed('c', 'queued', { batch_id: 'b1' }), listed('b', 'running', { batch_id: 'b1' }), listed('a', 'completed', { batch_id: 'b1' })]
  const now = { batch: batchOf(), sent: /** @type {string[]} */ ([]), asked: /** @type {URLSearchParams[]} */ ([]) }
  server.use(
    http.get('*/uploads', () => HttpResponse.json({ items: [], damaged: [] })),
    http.get('*/jobs', ({ request }) => {
      const search = new URL(request.url).searchParams
      now.asked.push(search)
      if (search.get('batch_id') === 'b1') return HttpResponse.json({ items: members, batches: [], next_cursor: null })
      return HttpResponse.json({ items: [members[0], listed('alone', 'completed')], batches: [now.batch], next_cursor: null })
    }),
    http.post('*/jobs/batch/b1/cancel', () => (now.sent.push('cancel'), HttpResponse.json(now.batch, { status: 202 }))),
    http.post('*/jobs/batch/b1/resume', () => (now.sent.push('resume'), HttpResponse.json({ batch_id: 'b1', items: [
      { job_id: 'a', title: 'Song a', error: { code: 'conflict', title: 'x', detail: 'The upload has been deleted.', remedy: 'Start a new job.', status: 409, errors: [], instance: '', type: '' } },
    ] }, { status: 202 }))),
    http.delete('*/jobs/batch/b1', ({ request }) => (now.sent.push(new URL(request.url).search), HttpResponse.json({ batch_id: 'b1', purged: true, jobs: 3, freed_bytes: 72e6 }))),
    http.delete('*/jobs/:id', ({ params }) => (now.sent.push(String(params.id)), HttpResponse.json({ job_id: params.id, purged: true, freed_bytes: 1 }))),
  )
  return now
}

test('a batch is one row; pressed it shows its jobs in their order, and the address keeps it open', async () => {
  const now = libraryWithBatch()
  show(<LibraryPage />)
  const row = await screen.findByRole('button', { name: /3 songs · Deeper/ })
  expect(row).toHaveTextContent('1 running, 1 waiting, 1 done')
  expect(screen.getByText('Running 40 %')).toBeVisible()
  expect(screen.getByText('4 jobs listed, 96 MB on disk')).toBeVisible()
  expect(now.asked[0].get('grouped')).toBe('true')
  expect(screen.queryByRole('link', { name: 'Song a' })).toBeNull()
  await userEvent.click(row)
  const members = await screen.findByRole('list', { name: 'Covers of this batch' })
  expect(within(members).getAllByRole('link', { name: /^Song/ }).map((link) => link.textContent)).toEqual(['Song a', 'Song b', 'Song c'])
  expect(window.location.hash).toBe('#/jobs?open=b1')
  expect(screen.getByRole('progressbar', { name: 'Made of 3 songs · Deeper' })).toHaveAttribute('aria-valuenow', '40')
  expect(screen.getByText(/about 4–6 min left/)).toBeVisible()
  expect(screen.getByRole('link', { name: 'Download all finished' })).toHaveAttribute('href', '/jobs/batch/b1/download')
  await userEvent.click(row)
  expect(window.location.hash).toBe('#/jobs')
  expect(row).toHaveAttribute('aria-expanded', 'false')
})

test('all of a batch is stopped after a question, and gone on with; what can’t be says why', async () => {
  window.location.hash = '#/jobs?open=b1'
  const now = libraryWithBatch()
  show(<LibraryPage />)
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel all' }))
  expect(screen.getByRole('dialog')).toHaveTextContent('2 covers are not finished yet')
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Cancel all' }))
  await waitFor(() => expect(now.sent).toEqual(['cancel']))
  now.batch = batchOf({ status: 'partial', terminal: true, eta_s: null, states: { queued: 0, running: 0, completed: 1, partial: 0, failed: 1, cancelled: 1 } })
  const resume = await screen.findByRole('button', { name: 'Resume 2' }, { timeout: 5000 })
  expect(screen.getByRole('group', { name: '3 songs · Deeper' })).toHaveFocus() // the button that was pressed is gone
  await userEvent.click(resume)
  expect(await screen.findByRole('alert')).toHaveTextContent('Song a: The upload has been deleted. Start a new job.')
  expect(screen.queryByRole('button', { name: 'Cancel all' })).toBeNull()
})

test('a batch is deleted as a whole with one question, or one job of it alone', async () => {
  window.location.hash = '#/jobs?open=b1'
  const now = libraryWithBatch()
  show(<LibraryPage />)
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Select Song b' }))
  expect(screen.getByText('1 selected, 24 MB')).toBeVisible()
  await userEvent.click(screen.getByRole('checkbox', { name: 'Select 3 songs · Deeper' }))
  expect(screen.getByText('3 selected, 72 MB')).toBeVisible() // with all that is in it, which goes along
  expect(screen.getByRole('checkbox', { name: 'Select Song a' })).toBeDisabled()
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }))
  const dialog = screen.getByRole('dialog', { name: 'Delete 3 jobs?' })
  expect(dialog).toHaveTextContent('2 of them are still at work')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(now.sent).toEqual(['?purge=true']))
  await waitFor(() => expect(screen.queryByText(/selected/)).toBeNull())
  await userEvent.click(screen.getByRole('checkbox', { name: 'Select Song b' }))
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }))
  await userEvent.click(within(screen.getByRole('dialog', { name: 'Delete this job?' })).getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(now.sent).toEqual(['?purge=true', 'b']))
})

test('in a table too a batch opens to rows of its own', async () => {
  window.location.hash = '#/jobs?open=b1'
  vi.spyOn(window, 'matchMedia').mockReturnValue(/** @type {any} */ ({ matches: true, addEventListener() {}, removeEventListener() {} }))
  libraryWithBatch()
  show(<LibraryPage />)
  const table = await screen.findByRole('table', { name: 'Jobs' })
  await within(table).findByRole('rowheader', { name: /^Song a/ })
  expect(within(table).getAllByRole('rowheader').map((head) => head.textContent?.match(/3 songs|Song (?:alone|[abc])/)?.[0])).toEqual(['3 songs', 'Song a', 'Song b', 'Song c', 'Song alone'])
})
