// @ts-check
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeEventSource, turns } from '@/test/jobs.jsx'
import { follow } from './events.js'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', FakeEventSource)
  FakeEventSource.all = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const listeners = () => ({ onNews: vi.fn(), onConnection: vi.fn() })

test('a line that breaks is left to EventSource, which reconnects by itself', () => {
  const { onNews, onConnection } = listeners()
  const stop = follow('j1', { onNews, onConnection })
  FakeEventSource.last.opens()
  FakeEventSource.last.breaks()
  vi.advanceTimersByTime(60_000)
  expect(FakeEventSource.all).toHaveLength(1)
  expect(onConnection.mock.calls.flat()).toEqual(['connecting', 'live', 'lost'])
  expect(onNews).toHaveBeenCalledWith('job')
  stop()
})

test('a line that EventSource gave up is opened again, later and later, and never after the end', () => {
  const stop = follow('j1', listeners())
  FakeEventSource.last.breaks(true)
  vi.advanceTimersByTime(999)
  expect(FakeEventSource.all).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect(FakeEventSource.all).toHaveLength(2)
  FakeEventSource.last.breaks(true)
  vi.advanceTimersByTime(1999)
  expect(FakeEventSource.all).toHaveLength(2)
  vi.advanceTimersByTime(1)
  FakeEventSource.last.breaks(true)
  stop()
  vi.advanceTimersByTime(60_000)
  expect(FakeEventSource.all).toHaveLength(3)
  expect(FakeEventSource.last.readyState).toBe(FakeEventSource.CLOSED)
})

test('a hidden tab holds no line, and takes one when it is seen again', () => {
  const { onNews, onConnection } = listeners()
  const stop = follow('j1', { onNews, onConnection })
  FakeEventSource.last.opens()
  turns('hidden')
  expect(FakeEventSource.last.readyState).toBe(FakeEventSource.CLOSED)
  vi.advanceTimersByTime(60_000)
  expect(FakeEventSource.all).toHaveLength(1)
  turns('visible')
  expect(FakeEventSource.all).toHaveLength(2)
  FakeEventSource.last.opens()
  expect(onConnection.mock.calls.flat()).toEqual(['connecting', 'live', 'resting', 'connecting', 'live'])
  stop()
  turns('hidden')
  turns('visible')
  expect(FakeEventSource.all).toHaveLength(2)
  expect(onNews).not.toHaveBeenCalled()
})

test('a tab that comes back hears only what it has missed', () => {
  const stop = follow('j1', listeners())
  expect(FakeEventSource.last.url).toBe('/jobs/j1/events')
  FakeEventSource.last.says('unit', '7')
  turns('hidden')
  turns('visible')
  expect(FakeEventSource.last.url).toBe('/jobs/j1/events?after=7')
  stop()
})

test('a tab that was opened behind another takes no line before it is seen; one that is hidden tries nothing again', () => {
  turns('hidden')
  const stop = follow('j1', listeners())
  expect(FakeEventSource.all).toHaveLength(0)
  turns('visible')
  FakeEventSource.last.breaks(true)
  turns('hidden')
  vi.advanceTimersByTime(60_000)
  expect(FakeEventSource.all).toHaveLength(1)
  stop()
})
