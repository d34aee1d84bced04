// @ts-check
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { factsOf } from '@/test/facts.js'
import { FAULT, FakeEventSource, RESULT, progressOf, segmentsOf, show, studioWith, turns } from '@/test/jobs.jsx'
import { server } from '@/test/server.js'
import { JobPage } from './JobPage.jsx'

vi.mock('@/player/waveform/wave.js', () => import('@/test/wave.js'))
vi.mock('@/features/result/ResultSection.jsx', () => ({ ResultSection: () => <p>the player</p> }))

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  document.title = 'Audio Studio'
  FakeEventSource.all = []
  vi.stubGlobal('EventSource', FakeEventSource)
})
afterEach(() => {
  server.resetHandlers()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const COMPLETED = progressOf({ status: 'completed', progress: 1, segments: segmentsOf(['done', 'done', 'done']) })
const PARTIAL = progressOf({ status: 'partial', progress: 1, segments: segmentsOf(['done', 'failed', 'done']) })
const open = () => show(<JobPage jobId="j1" />)
/** @param {import('vitest').MockInstance} play @param {number} call */
const source = (play, call) => /** @type {HTMLAudioElement} */ (play.mock.contexts[call]).src
const realTimeout = setTimeout
/** The page's clock goes on by seconds at the most; the studio, which has its own, may answer in between. */
async function pass(/** @type {number} */ seconds, over = () => false) {
  for (let at = 0; at < seconds && !over(); at++) {
    await act(async () => {
      await vi.advanceTimersByTimeAsync(1000)
      await new Promise((done) => realTimeout(done, 5))
    })
  }
}
const later = (/** @type {number} */ ms) => act(() => new Promise((done) => setTimeout(done, ms)))

describe('at work', () => {
  test('tells how far, how long, how fast and where, in words and in the tab', async () => {
    studioWith(progressOf())
    const page = open()
    expect(await screen.findByText('42 %')).toBeVisible()
    expect(screen.getByText(/about 4–6 min left/)).toBeVisible()
    const rows = within(screen.getByRole('list', { name: 'Stages' })).getAllByRole('listitem')
    expect(rows.map((row) => row.textContent)).toEqual([
      'Read the songDone3.1× real time · Processor', 'Isolate the vocalDone3.1× real time · Processor', 'Follow the pitchDone3.1× real time · Processor',
      'Convert the voice31 %3.1× real time · Processor', 'Split the backingNot needed', 'Mix and masterWaiting',
    ])
    expect(document.title).toBe('42 % · Evening Song')
    page.unmount()
    expect(document.title).toBe('Audio Studio')
  })

  test('a guess is called a guess, and a place in the queue is said in words', async () => {
    const now = studioWith(progressOf({ eta_s: { low: 240, high: 360, measured_here: false } }))
    open()
    expect(await screen.findByText(/guessed/)).toBeVisible()
    now.progress = progressOf({ status: 'queued', segments: [], queue_position: 2 })
    FakeEventSource.last.opens()
    expect(await screen.findByText(/2nd in the queue/)).toBeVisible()
  })

  test('how long it took is what it was worked on, whatever the clock says', async () => {
    const now = studioWith(progressOf())
    open()
    expect(await screen.findByText(/1:23 so far/)).toBeVisible()
    now.progress = progressOf({ worked_s: 85.4, eta_s: null, stuck: 'The disk is full.' })
    FakeEventSource.last.opens()
    expect(await screen.findByText(/1:25 so far/)).toBeVisible()
    expect(screen.queryByText(/about .* left/)).toBeNull()
  })

  test('what keeps every job from going on is said, and gone when it is over', async () => {
    const now = studioWith(progressOf({ stuck: 'The disk is full. Delete old jobs or uploads.' }))
    open()
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full. Delete old jobs')
    now.progress = progressOf()
    FakeEventSource.last.opens()
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  })

  test('a storm of events is asked after a few times a second, and the last one is never missed', async () => {
    const now = studioWith(progressOf())
    open()
    await screen.findByText('42 %')
    FakeEventSource.last.opens()
    await later(50)
    const before = now.asked.progress
    for (let i = 0; i < 60; i++) {
      now.progress = progressOf({ progress: 0.42 + i / 200 })
      FakeEventSource.last.says('progress')
      await later(10)
    }
    expect(now.asked.progress - before).toBeLessThanOrEqual(5)
    expect(await screen.findByText('71 %')).toBeVisible()
  })

  test('without a line the page polls; nothing is called lost as long as somebody answers', async () => {
    const now = studioWith(progressOf())
    open()
    await screen.findByText('42 %')
    FakeEventSource.last.opens()
    FakeEventSource.last.breaks()
    now.progress = progressOf({ progress: 0.5 })
    // with a line it would ask after 5 s
    expect(await screen.findByText('50 %', undefined, { timeout: 4500 })).toBeVisible()
    now.progress = progressOf({ progress: 0.6 })
    expect(await screen.findByText('60 %', undefined, { timeout: 4500 })).toBeVisible()
    expect(screen.queryByText(/Connection lost/)).toBeNull()
  })

  test('nobody answers: that is said, and goes by itself when the studio is back', async () => {
    const now = studioWith(progressOf())
    open()
    await screen.findByText('42 %')
    FakeEventSource.last.opens()
    now.down = true
    FakeEventSource.last.breaks(true)
    expect(await screen.findByText(/Connection lost\. The job goes on as soon as the studio runs/)).toBeVisible()
    expect(screen.queryByText(/about .* left/)).toBeNull() // nothing is foretold of a studio that may be off
    expect(screen.getByText('42 %')).toBeVisible()
    now.down = false
    now.progress = progressOf({ progress: 0.8 })
    await waitFor(() => expect(FakeEventSource.all.length).toBeGreaterThan(1))
    FakeEventSource.last.opens()
    expect(await screen.findByText('80 %')).toBeVisible()
    expect(screen.queryByText(/Connection lost/)).toBeNull()
  })

  test('a hidden tab gives its line back, asks now and then, and takes a line when it is seen', async () => {
    const now = studioWith(progressOf())
    open()
    await screen.findByText('42 %')
    FakeEventSource.last.opens()
    vi.useFakeTimers({ shouldAdvanceTime: true })
    turns('hidden')
    expect(FakeEventSource.last.readyState).toBe(FakeEventSource.CLOSED)
    await pass(1)
    const before = now.asked.progress
    await pass(59)
    expect(now.asked.progress - before).toBeGreaterThanOrEqual(3)
    expect(now.asked.progress - before).toBeLessThanOrEqual(4)
    vi.useRealTimers()
    now.progress = progressOf({ progress: 0.8 })
    turns('visible')
    expect(FakeEventSource.all).toHaveLength(2)
    FakeEventSource.last.opens()
    expect(await screen.findByText('80 %')).toBeVisible()
  })

  test('a hidden tab tells of the end, though nobody answered in between', async () => {
    const messages = /** @type {string[]} */ ([])
    vi.stubGlobal('Notification', Object.assign(function (/** @type {string} */ message) { messages.push(message) }, { requestPermission: async () => 'granted' }))
    const now = studioWith(progressOf())
    open()
    await userEvent.click(await screen.findByRole('button', { name: 'Tell me when it has ended' }))
    FakeEventSource.last.opens()
    vi.useFakeTimers({ shouldAdvanceTime: true })
    now.down = true
    turns('hidden')
    await pass(20)
    now.down = false
    now.progress = COMPLETED
    expect(messages).toEqual([])
    await pass(90, () => messages.length > 0)
    vi.useRealTimers()
    expect(messages).toEqual(['Done · Evening Song'])
    expect(FakeEventSource.all).toHaveLength(1)
  })

  test('the end of the events at the end of the job is no loss: the result is shown and has the focus', async () => {
    const now = studioWith(progressOf())
    open()
    await screen.findByText('42 %')
    FakeEventSource.last.opens()
    now.progress = COMPLETED
    FakeEventSource.last.breaks()
    expect(await screen.findByRole('heading', { name: 'Your cover is ready' })).toHaveFocus()
    expect(screen.queryByText(/Connection lost/)).toBeNull()
    expect(FakeEventSource.last.readyState).toBe(FakeEventSource.CLOSED)
    expect(document.title).toBe('Done · Evening Song')
    expect(await screen.findByText('the player')).toBeVisible()
  })

  test('who has moved on keeps the focus when it ends well', async () => {
    const now = studioWith(progressOf())
    open()
    const rename = await screen.findByRole('button', { name: 'Rename' })
    rename.focus()
    now.progress = COMPLETED
    FakeEventSource.last.says('job')
    await screen.findByRole('heading', { name: 'Your cover is ready' })
    expect(rename).toHaveFocus()
  })

  test('Cancel stops it, and what is there can be resumed', async () => {
    const now = studioWith(progressOf())
    open()
    const button = await screen.findByRole('button', { name: 'Cancel' })
    expect(screen.getByText(/finished segments stay/)).toBeVisible()
    now.progress = progressOf({ status: 'cancelled', segments: segmentsOf(['done', 'cancelled', 'cancelled']) })
    await userEvent.click(button)
    expect(now.sent[0].path).toBe('/jobs/j1/cancel')
    expect(await screen.findByRole('heading', { name: 'Cancelled' })).toHaveFocus()
    expect(screen.getByText(/1 of 3 segments are finished and stay/)).toBeVisible()
    now.progress = progressOf()
    await userEvent.click(screen.getByRole('button', { name: 'Resume' }))
    expect(now.sent[1].path).toBe('/jobs/j1/resume')
    expect(await screen.findByText('42 %')).toBeVisible()
  })
})

describe('segments', () => {
  test('a finished one plays at once; one at work says how far it is', async () => {
    studioWith(progressOf())
    open()
    const strip = await screen.findByRole('toolbar', { name: 'Segments of the song' })
    const cells = within(strip).getAllByRole('button')
    expect(cells.map((cell) => cell.getAttribute('aria-label'))).toEqual(['Segment 1, 0:00–0:30, ready', 'Segment 2, 0:30–1:00, converting 62 %', 'Segment 3, 1:00–1:30, waiting'])
    const play = vi.spyOn(HTMLMediaElement.prototype, 'play')
    await userEvent.click(cells[1])
    expect(play).not.toHaveBeenCalled()
    await userEvent.click(cells[0])
    expect(source(play, 0)).toMatch(/\/jobs\/j1\/preview\?segment=0&stem=mix&draft=false$/)
    await userEvent.click(screen.getByRole('button', { name: 'Original there' }))
    expect(source(play, 1)).toMatch(/segment=0&stem=original&draft=false$/)
  })

  test('arrows walk, only one cell is a tab stop, and N and P go on from there', async () => {
    studioWith(progressOf())
    open()
    const cells = within(await screen.findByRole('toolbar')).getAllByRole('button')
    expect(cells.map((cell) => cell.tabIndex)).toEqual([-1, 0, -1])
    cells[1].focus()
    await userEvent.keyboard('{ArrowRight}')
    expect(cells[2]).toHaveFocus()
    await userEvent.keyboard('{Home}n')
    expect(cells[1]).toHaveFocus()
    await userEvent.keyboard('p')
    expect(cells[0]).toHaveFocus()
    expect(cells.map((cell) => cell.tabIndex)).toEqual([0, -1, -1])
  })
})

describe('needs attention', () => {
  test('says which, why and what to do, without calling the job failed', async () => {
    studioWith(PARTIAL)
    open()
    expect(await screen.findByRole('heading', { name: 'Needs attention' })).toBeVisible()
    expect(screen.getByText('2 of 3 segments are ready.')).toBeVisible()
    expect(screen.getByText('Segment 2 (0:30–1:00) failed: not enough memory')).toBeVisible()
    expect(screen.getByText('Try shorter segments.')).toBeVisible()
    expect(screen.getByRole('link', { name: 'Download what’s ready' })).toHaveAttribute('href', '/jobs/j1/download')
    expect(screen.queryByText('Failed')).toBeNull()
  })

  test('retry with another setting sends only what is different', async () => {
    const now = studioWith(PARTIAL)
    open()
    await userEvent.click(await screen.findByRole('button', { name: 'Retry with another setting' }))
    await userEvent.click(screen.getByRole('radio', { name: 'Best' }))
    now.progress = progressOf()
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Retry' }))
    expect(now.sent).toEqual([{ path: '/jobs/j1/segments/1/retry', body: { config: { instrumental: { quality: 'best' } } } }])
    expect(await screen.findByText('42 %')).toBeVisible()
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  test('another setting is offered only where the studio says it has an effect', async () => {
    studioWith(PARTIAL, { facts: factsOf({ retry_fields: ['processing.device', 'swiftf0.f0_method'] }) })
    open()
    await userEvent.click(await screen.findByRole('button', { name: 'Retry with another setting' }))
    const dialog = within(screen.getByRole('dialog'))
    expect(dialog.getByRole('combobox', { name: 'Pitch is followed by' })).toBeVisible()
    expect(dialog.queryByRole('slider')).toBeNull()
    expect(dialog.queryByRole('radio', { name: 'Best' })).toBeNull()
  })

  test('R retries the chosen one as it was; a refusal is told and the page stays', async () => {
    const now = studioWith(PARTIAL)
    open()
    await screen.findByRole('heading', { name: 'Needs attention' })
    server.use(http.post('*/jobs/j1/segments/1/retry', () => HttpResponse.json({ ...FAULT, title: 'No room', detail: 'The disk is full.', status: 507 }, { status: 507 })))
    await userEvent.keyboard('r')
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.')
    expect(now.sent).toEqual([])
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('keeping the original in the last open one completes the job', async () => {
    const now = studioWith(PARTIAL)
    open()
    const keep = await screen.findByRole('button', { name: 'Keep the original there' })
    now.progress = progressOf({ status: 'completed', segments: segmentsOf(['done', 'kept', 'done']), warnings: ['Segment 1 keeps the original by your choice.'] })
    await userEvent.click(keep)
    expect(now.sent[0].path).toBe('/jobs/j1/segments/1/keep')
    expect(await screen.findByRole('heading', { name: 'Your cover is ready' })).toHaveFocus()
    expect(screen.getByText('Done, with notes')).toBeVisible()
  })

  test('a whole failure says where it stopped and what is kept', async () => {
    const stages = progressOf().stages.map((stage) => (stage.name === 'decode' ? { ...stage, state: /** @type {const} */ ('failed') } : stage))
    studioWith(progressOf({ status: 'failed', segments: [], error: FAULT, stages }))
    open()
    expect(await screen.findByRole('heading', { name: 'This job could not be finished' })).toBeVisible()
    expect(screen.getByRole('alert')).toHaveTextContent('It stopped at “Read the song”.not enough memory')
    expect(screen.getByText(/The song and your settings are kept/)).toBeVisible()
    expect(screen.getByRole('button', { name: 'Resume' })).toBeVisible()
  })
})

describe('done', () => {
  test('gives the mix first with its size, other formats, parts, and the report in words', async () => {
    studioWith(COMPLETED)
    open()
    const mix = await screen.findByRole('link', { name: /^Download the cover/ })
    expect(mix).toHaveAttribute('href', '/jobs/j1/download')
    expect(mix).toHaveTextContent('WAV · 44.1 kHz · 16 bit · 15.9 MB')
    expect(screen.getByRole('link', { name: 'Cover as MP3' })).toHaveAttribute('href', '/jobs/j1/download?format=mp3')
    expect(screen.queryByRole('link', { name: 'Cover as WAV' })).toBeNull()
    expect(screen.queryByRole('link', { name: /Drums/ })).toBeNull() // no draft stems were made
    expect(await screen.findByText(/^All is well: exactly as long as the song/)).toBeVisible()
    expect(screen.getByText(/−14 LUFS/)).not.toBeVisible()
    await userEvent.click(screen.getByText('All measurements'))
    expect(screen.getByText(/−14 LUFS/)).toBeVisible()
    expect(screen.getByText('1:30.0, 3,969,000 samples')).toBeVisible()
    expect(screen.getByText(/^exactly as long as the song/)).toBeVisible()
    expect(screen.getByRole('link', { name: 'Make another with these' })).toHaveAttribute('href', '#/song/f1?from=j1')
  })

  test('leads to the song that it came from', async () => {
    studioWith(COMPLETED)
    server.use(http.get('*/uploads/f1', () => HttpResponse.json({ file_id: 'f1', filename: 'Evening Song.flac' })))
    open()
    expect(await screen.findByRole('link', { name: 'Song: Evening Song.flac' })).toHaveAttribute('href', '#/song/f1')
  })

  test('shows the song’s picture, and calls it by its tags', async () => {
    studioWith(COMPLETED)
    server.use(http.get('*/uploads/f1', () => HttpResponse.json({ file_id: 'f1', filename: '01.flac', title: 'Evening Song', has_cover: true })))
    open()
    expect(await screen.findByRole('link', { name: 'Song: Evening Song' })).toBeVisible()
    expect(screen.getByRole('heading', { level: 1 }).closest('header')?.querySelector('img')).toHaveAttribute('src', '/uploads/f1/cover')
  })

  test('a song that is gone is a reason, not a dead link', async () => {
    studioWith(COMPLETED)
    server.use(http.get('*/uploads/f1', () => HttpResponse.json({ detail: 'gone' }, { status: 404 })))
    open()
    expect(await screen.findByText(/The song was deleted/)).toBeVisible()
    expect(screen.queryByRole('link', { name: /^Song:/ })).toBeNull()
    expect(screen.getByRole('button', { name: 'Make another with these' })).toHaveAttribute('aria-disabled', 'true')
  })

  test('mixed again: the result stays on the page while the new one is made', async () => {
    const now = studioWith(COMPLETED)
    open()
    await screen.findByText('the player')
    now.more = { result: /** @type {any} */ (RESULT) }
    now.progress = progressOf({ status: 'running', segments: COMPLETED.segments })
    expect(await screen.findByText(/Mixing again/)).toBeVisible()
    expect(screen.getByText('the player')).toBeVisible()
  })

  test('delete asks, says what it frees, and goes to the library', async () => {
    const now = studioWith(COMPLETED)
    server.use(http.delete('*/jobs/j1', () => HttpResponse.json({ job_id: 'j1', purged: true, freed_bytes: 24_000_000 })))
    window.location.hash = '#/jobs/j1'
    open()
    await userEvent.click(await screen.findByRole('button', { name: 'Delete' }))
    const dialog = screen.getByRole('dialog')
    expect(dialog).toHaveTextContent('that frees 24 MB')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }))
    await waitFor(() => expect(window.location.hash).toBe('#/jobs'))
    expect(screen.queryByText('This job is gone')).toBeNull()
    expect(now.sent).toEqual([])
  })
})

describe('elsewhere', () => {
  test('a job that was deleted is a calm page with a way home', async () => {
    studioWith(COMPLETED)
    server.use(http.get('*/jobs/j1', () => HttpResponse.json({ code: 'not_found', title: 'Not found', detail: 'No such job.', remedy: '' }, { status: 404 })))
    open()
    expect(await screen.findByRole('heading', { name: 'This job is gone' })).toBeVisible()
    expect(screen.getByRole('link', { name: 'To the library' })).toHaveAttribute('href', '#/jobs')
  })

  test('what another window does to the job is seen here', async () => {
    const now = studioWith(PARTIAL)
    open()
    await screen.findByRole('heading', { name: 'Needs attention' })
    now.progress = progressOf()
    expect(await screen.findByText('42 %')).toBeVisible()
    await waitFor(() => expect(FakeEventSource.all).toHaveLength(1))
    now.progress = COMPLETED
    FakeEventSource.last.says('job')
    expect(await screen.findByRole('heading', { name: 'Your cover is ready' })).toBeVisible()
  })

  test('a new title is written, shown and kept', async () => {
    const now = studioWith(COMPLETED)
    server.use(http.patch('*/jobs/j1', async ({ request }) => {
      now.more = { title: /** @type {any} */ (await request.json()).title }
      return HttpResponse.json({ .../** @type {any} */ (await (await fetch('http://127.0.0.1:8000/jobs/j1')).json()) })
    }))
    open()
    await userEvent.click(await screen.findByRole('button', { name: 'Rename' }))
    const field = screen.getByRole('textbox', { name: 'Title' })
    await userEvent.clear(field)
    expect(screen.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true')
    await userEvent.type(field, 'Morning Song{Enter}')
    expect(await screen.findByRole('heading', { level: 1, name: 'Morning Song' })).toBeVisible()
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})
