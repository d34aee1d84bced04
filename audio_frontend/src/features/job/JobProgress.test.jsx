// @ts-check
import { screen } from '@testing-library/react'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { FakeEventSource, progressOf, segmentsOf, show, studioWith } from '@/test/jobs.jsx'
import { server } from '@/test/server.js'
import { JobPage } from './JobPage.jsx'

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => vi.stubGlobal('EventSource', FakeEventSource))
afterEach(() => {
  server.resetHandlers()
  vi.unstubAllGlobals()
})

test('what isn’t there is not offered: before a segment is finished nothing is said to stay or to play', async () => {
  studioWith(progressOf({ segments: segmentsOf(['running', 'pending']) }))
  show(<JobPage jobId="j1" />)
  expect(await screen.findByText('If you cancel, you can start it again later.')).toBeVisible()
  expect(screen.queryByText(/finished segments stay/)).toBeNull()
  expect(screen.queryByText(/Finished ones play/)).toBeNull()
})

test.each([[true, '1:23 so far · about 4–6 min left'], [false, '1:23 so far · 4–6 min left (guessed)']])('the estimate is one short line (measured: %s)', async (measured_here, line) => {
  studioWith(progressOf({ eta_s: { low: 240, high: 360, measured_here } }))
  show(<JobPage jobId="j1" />)
  expect(await screen.findByText(line)).toBeVisible()
})
