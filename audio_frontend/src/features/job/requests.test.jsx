// @ts-check
import { act, screen } from '@testing-library/react'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { FakeEventSource, progressOf, segmentsOf, show, studioWith } from '@/test/jobs.jsx'
import { server } from '@/test/server.js'
import { JobPage } from './JobPage.jsx'

vi.mock('@/player/waveform/wave.js', () => import('@/test/wave.js'))

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  FakeEventSource.all = []
  vi.stubGlobal('EventSource', FakeEventSource)
})
afterEach(() => {
  server.resetHandlers()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const realTimeout = setTimeout

test('the numbers come with the events: a minute of work is asked after less than once in three seconds', async () => {
  const now = studioWith(progressOf({ progress: 0.1, segments: segmentsOf(['running', 'pending', 'pending']) }))
  show(<JobPage jobId="j1" />)
  await screen.findByText('10 %')
  FakeEventSource.last.opens()
  await screen.findByRole('toolbar', { name: 'Segments of the song' })
  vi.useFakeTimers({ shouldAdvanceTime: true })
  await act(() => vi.advanceTimersByTimeAsync(1000))
  const count = () => now.asked.job + now.asked.progress
  const before = count()
  for (let at = 0; at < 120; at++) {
    const progress = 0.1 + at / 200
    const place = { phase: 'analyse', index: 0, attempt: 1, progress }
    FakeEventSource.last.says('progress', String(at), { ...place, fraction: at / 120, stage: 'isolate' })
    if (at % 20 === 19) FakeEventSource.last.says('job', String(at), { state: 'running', phase: 'render', progress })
    if (at % 20 === 10) FakeEventSource.last.says('unit', String(at), { ...place, index: 1, state: 'running' })
    now.progress = progressOf({ progress, segments: now.progress.segments })
    await act(async () => {
      await vi.advanceTimersByTimeAsync(500)
      await new Promise((done) => realTimeout(done, 3))
    })
  }
  const asked = count() - before
  expect(await screen.findByText('69 %')).toBeVisible()
  expect(asked).toBeLessThanOrEqual(18) // of the page's own; with the studio's health each 5 s that is half a request a second
  vi.useRealTimers()
  FakeEventSource.last.says('progress', '999', { phase: 'analyse', index: 0, progress: 0.75, fraction: 0.9, stage: 'pitch' })
  expect(await screen.findByText('75 %')).toBeVisible() // though the studio's answer is older
})
