// @ts-check
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { throttled } from './throttled.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a burst of rings acts at once and once more at the end', async () => {
  const act = vi.fn(async () => {})
  const { ring } = throttled(act, 300)
  for (let i = 0; i < 50; i++) ring()
  expect(act).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(300)
  expect(act).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(3000)
  expect(act).toHaveBeenCalledTimes(2)
})

test('what rings while a slow one is under way is not lost, and not done beside it', async () => {
  let under = 0
  let most = 0
  const act = vi.fn(async () => {
    most = Math.max(most, ++under)
    await new Promise((done) => setTimeout(done, 1000))
    under--
  })
  const { ring } = throttled(act, 300)
  ring()
  await vi.advanceTimersByTimeAsync(900)
  ring()
  await vi.advanceTimersByTimeAsync(5000)
  expect(act).toHaveBeenCalledTimes(2)
  expect(most).toBe(1)
})

test('a failure does not stop the next, and stop() stops all', async () => {
  const act = vi.fn(() => Promise.reject(new Error('no')))
  const { ring, stop } = throttled(act, 300)
  ring()
  ring()
  await vi.advanceTimersByTimeAsync(300)
  expect(act).toHaveBeenCalledTimes(2)
  stop()
  ring()
  await vi.advanceTimersByTimeAsync(3000)
  expect(act).toHaveBeenCalledTimes(2)
})
