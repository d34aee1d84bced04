// @ts-check
/** A job in any state, a studio that answers for it, and an EventSource in the hand of the test. */
import { QueryClientProvider } from '@tanstack/react-query'
import { act, render } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { vi } from 'vitest'
import { effective } from '@/lib/cover/order.js'
import { makeClient } from '@/lib/queries.js'
import { factsOf } from './facts.js'
import { server } from './server.js'

/** @typedef {import('@/lib/api.js').Job} Job */
/** @typedef {import('@/lib/api.js').Progress} Progress */
/** @typedef {import('@/lib/api.js').Segment} Segment */

export const FAULT = { code: 'engine_failed', title: 'An engine failed', detail: 'not enough memory', remedy: 'Try shorter segments.' }
const STAGES = /** @type {const} */ (['decode', 'isolate', 'pitch', 'voice', 'backing', 'master'])

/** @param {Segment['state'][]} states 30 s each @returns {Segment[]} */
export const segmentsOf = (states) =>
  states.map((state, index) => ({
    index, state, start_s: index * 30, stop_s: index * 30 + 30, phase: 'render', stage: state === 'running' ? 'voice' : '', settings: {},
    fraction: { pending: 0, running: 0.62, done: 1, failed: 0.5, cancelled: 0, kept: 1 }[state], error: state === 'failed' ? FAULT : null,
    sound: /** @type {const} */ ({ pending: null, running: null, done: 'final', failed: 'original', cancelled: 'original', kept: 'original' })[state],
  }))

/** @param {Partial<Progress>} [over] @returns {Progress} */
export function progressOf(over = {}) {
  const segments = over.segments ?? segmentsOf(['done', 'running', 'pending'])
  const status = over.status ?? 'running'
  return {
    job_id: 'j1', status, terminal: !['queued', 'running'].includes(status), progress: 0.42, phase: 'render', stage: 'voice', warnings: [], messages: [], placeholders: [], error: null,
    failed_segments: segments.filter((segment) => segment.state === 'failed').map((segment) => segment.index),
    eta_s: { low: 240, high: 360, measured_here: true }, queue_position: null, stuck: null, worked_s: 83.4,
    stages: STAGES.map((name, at) => ({ name, state: at < 3 ? 'done' : name === 'voice' ? 'running' : name === 'backing' ? 'skipped' : 'pending', fraction: at < 3 ? 1 : at === 3 ? 0.31 : 0, speed: at <= 3 ? 3.1 : null, device: at <= 3 ? 'cpu' : null })),
    ...over, segments,
  }
}

export const RESULT = {
  file: 'mix.wav', stem: 'mix', output_format: 'wav', sample_rate: 44_100, channels: 2, bit_depth: 16, frames: 3_969_000, bytes: 15_876_044, sha256: 'f00d', warnings: [], messages: [], facts: factsOf(),
  mastering: { after: { integrated_lufs: -14, true_peak_dbtp: -1 }, gain_db: 2, limited_share: 0 }, levels: { match_db: 1.1 },
  config: { ...effective({}), range: { start: 0, stop: null } },
}

/** @param {object} value @param {string[]} names @returns {any} */
const without = (value, names) => (Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))))

/** @param {Progress} progress @param {Partial<Job>} [over] @returns {Job} */
export function jobOf(progress, over = {}) {
  const state = without(progress, ['eta_s', 'queue_position', 'stages'])
  const hasResult = progress.status === 'completed' || progress.status === 'partial'
  return /** @type {any} */ ({
    ...state, title: 'Evening Song', batch_id: null, file_id: 'f1', is_try: false, semitones: 0, created: 1_700_000_000, started: 1_700_000_001, finished: state.terminal ? 1_700_000_100 : null, priority: 0, run: 1,
    voice: { voice_id: 'deeper', name: 'Deeper' }, profile: 'fast', duration_s: 90, disk_bytes: 24_000_000, result: hasResult ? RESULT : null,
    request: { file_id: 'f1', source: 'song', profile: 'fast' }, config: { ...effective({}), range: { start: 0, stop: null } },
    source: { duration_s: 90, frames: 3_969_000, sample_rate: 44_100, channels: 2 }, facts: factsOf(), singers: [], consent: null, ...over,
  })
}

/** @param {Partial<import('@/lib/api.js').Batch>} [over] @returns {import('@/lib/api.js').Batch} */
export const batchOf = (over = {}) => ({
  batch_id: 'b1', jobs: 3, status: 'running', states: { queued: 1, running: 1, completed: 1, partial: 0, failed: 0, cancelled: 0 }, terminal: false, progress: 0.4,
  eta_s: { low: 240, high: 360, measured_here: true }, stuck: null, results: 1, voice: { voice_id: 'deeper', name: 'Deeper' }, created: 1_700_000_000, finished: null, duration_s: 270, disk_bytes: 72e6, ...over,
})

/** @param {Job} job @returns {any} */
export const reportOf = (job) => ({
  job_id: job.job_id, status: job.status, title: job.title, studio_version: '0', source: job.source, config: job.config, placeholders: [], consent: null, singers: [], voices_beside: {},
  engines: [{ stage: 'voice', engine: 'echo', placeholder: false, neural: false, weights: {} }], stages: { voice: { seconds: 9, rtf: 0.1 } }, devices: ['cpu'],
  peak_rss_bytes: 800e6, peak_vram_bytes: 0, pitch: null, transposition: null, key: null, voice: null, reverb_decay_s: 0.8, levels: RESULT.levels, mastering: RESULT.mastering, result: RESULT,
  segments: [], attempts: [], warnings: job.warnings, messages: job.messages, error: job.error,
})

/**
 * A studio with one job. Change `now.progress` (and `now.job` with it) and tell the page through the events, or let it poll.
 * @param {Progress} progress @param {Partial<Job>} [more]
 */
export function studioWith(progress, more = {}) {
  const now = { progress, more, down: false, asked: /** @type {Record<string, number>} */ ({}), sent: /** @type {{path: string, body: any}[]} */ ([]) }
  /** @param {string} what @param {() => any} answer */
  const recorded = (what, answer) => () => {
    now.asked[what] = (now.asked[what] ?? 0) + 1
    return now.down ? HttpResponse.error() : HttpResponse.json(answer())
  }
  const job = () => jobOf(now.progress, now.more)
  server.use(
    http.get('*/jobs/j1', recorded('job', job)),
    http.get('*/jobs/j1/progress', recorded('progress', () => now.progress)),
    http.get('*/jobs/j1/report', recorded('report', () => reportOf(job()))),
    http.get('*/uploads/f1/peaks', () => HttpResponse.json({ detail: 'gone' }, { status: 404 })),
    http.get('*/uploads/f1', () => HttpResponse.json({ file_id: 'f1', filename: 'Evening Song.flac' })),
    http.get('*/models/status', () => HttpResponse.json({ engines: [] })),
    http.post('*/jobs/j1/*', async ({ request }) => {
      const body = await request.text()
      now.sent.push({ path: new URL(request.url).pathname, body: body ? JSON.parse(body) : undefined })
      return HttpResponse.json(without(now.progress, ['eta_s', 'queue_position']), { status: 202 })
    }),
  )
  return now
}

export class FakeEventSource extends EventTarget {
  static CLOSED = 2
  /** @type {FakeEventSource[]} */
  static all = []
  readyState = 0
  /** @type {(() => void) | null} */
  onopen = null
  /** @type {(() => void) | null} */
  onerror = null

  /** @param {string} url */
  constructor(url) {
    super()
    this.url = url
    FakeEventSource.all.push(this)
  }

  static get last() {
    return FakeEventSource.all[FakeEventSource.all.length - 1]
  }

  close() {
    this.readyState = 2
  }

  opens() {
    act(() => {
      this.readyState = 1
      this.onopen?.()
    })
  }

  /** @param {'job' | 'unit' | 'progress'} kind @param {string} [lastEventId] @param {object} [data] */
  says(kind, lastEventId = '', data) {
    act(() => void this.dispatchEvent(new MessageEvent(kind, { lastEventId, data: data && JSON.stringify(data) })))
  }

  /** @param {boolean} [forGood] */
  breaks(forGood = false) {
    act(() => {
      this.readyState = forGood ? 2 : 0
      this.onerror?.()
    })
  }
}

/** Another tab is in front; or this one again. @param {DocumentVisibilityState} state */
export function turns(state) {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  act(() => void document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
}

/** @param {import('react').ReactNode} page */
export const show = (page) => render(<QueryClientProvider client={makeClient()}>{page}</QueryClientProvider>)
