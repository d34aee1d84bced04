// @ts-check
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ProblemError } from '@/lib/api.js'
import { LIMITS, fileOf, uploadOf } from '@/test/intake.jsx'
import { isDouble, leftOf } from './uploadRows.js'
import { canOverrule, canRetry, createUploadStore } from './uploadStore.js'
import { summaryOf } from './uploadSummary.js'

/** @type {ReturnType<typeof createUploadStore>[]} */
const opened = []

/** A door whose every step the test takes. */
function studio() {
  let now = 0
  /** @type {{file: File, progress: (loaded: number, total: number) => void, finish: (upload?: any) => void, fail: (error: unknown) => void, signal: AbortSignal}[]} */
  const sent = []
  const remove = vi.fn(async (/** @type {string} */ id) => ({ file_id: id, freed_bytes: 1 }))
  /** @type {any} */
  const send = (/** @type {File} */ file, /** @type {any} */ { signal, onProgress }) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('cut')))
      sent.push({ file, progress: onProgress, finish: (upload = uploadOf()) => resolve(upload), fail: reject, signal })
    })
  const store = createUploadStore({ send, remove, now: () => now })
  opened.push(store)
  return { store, sent, remove, at: (/** @type {number} */ ms) => void (now = ms), states: () => store.rows().map((row) => row.state) }
}
const settled = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  opened.splice(0).forEach((store) => store.rows().forEach((row) => store.cancel(row.id)))
  vi.useRealTimers()
})

describe('files on their way in', () => {
  it('go out one at a time, the next as soon as the bytes of the first are out', async () => {
    const { store, sent, states } = studio()
    store.add([fileOf('a.wav'), fileOf('b.wav')], LIMITS)
    expect(states()).toEqual(['sending', 'waiting'])
    sent[0].progress(1200, 1200)
    expect(states()).toEqual(['checking', 'sending'])
    sent[0].finish()
    await settled()
    expect(states()).toEqual(['ready', 'sending'])
    expect(sent).toHaveLength(2)
  })

  it('tell true bytes, the speed of the last seconds and the time that is left', () => {
    const { store, sent, at } = studio()
    store.add([fileOf('a.wav', 100_000)], LIMITS)
    const row = () => store.rows()[0]
    at(100)
    sent[0].progress(1000, 100_200)
    expect(row().speed).toBeNull() // too soon to say
    at(1000)
    sent[0].progress(10_000, 100_200)
    expect([row().loaded, row().speed, leftOf(row())]).toEqual([10_000, 10_000, 9])
    for (let second = 2; second <= 10; second++) {
      at(second * 1000)
      sent[0].progress(10_000 + (second - 1) * 2000, 100_200)
    }
    expect(row().speed).toBeCloseTo(2000) // the quick start is forgotten
  })

  it('never show more than the file has: the form around it counts as well', () => {
    const { store, sent, at } = studio()
    store.add([fileOf('a.wav', 1000)], LIMITS)
    at(1000)
    sent[0].progress(1100, 1200)
    expect(store.rows()[0].loaded).toBe(1000)
  })

  it('show a line on which nothing moves any more', () => {
    const { store, sent, at } = studio()
    store.add([fileOf('a.wav', 100_000)], LIMITS)
    at(1000)
    sent[0].progress(10_000, 100_200)
    for (let second = 2; second <= 7; second++) {
      at(second * 1000)
      vi.advanceTimersByTime(1000)
    }
    expect(store.rows()[0].speed).toBe(0)
    expect(leftOf(store.rows()[0])).toBeNull()
  })

  it('are cut off when they are cancelled, and the next one goes', async () => {
    const { store, sent, states } = studio()
    store.add([fileOf('a.wav'), fileOf('b.wav')], LIMITS)
    store.cancel(store.rows()[0].id)
    expect(sent[0].signal.aborted).toBe(true)
    await settled()
    expect(states()).toEqual(['cancelled', 'sending'])
  })

  it('leave nothing behind when they are cancelled while the studio listens', async () => {
    const { store, sent, remove, states } = studio()
    store.add([fileOf('a.wav')], LIMITS)
    sent[0].progress(1200, 1200)
    store.cancel(store.rows()[0].id)
    expect(sent[0].signal.aborted).toBe(false)
    sent[0].finish(uploadOf({ file_id: 'unwanted' }))
    await settled()
    expect(remove).toHaveBeenCalledWith('unwanted')
    expect(states()).toEqual(['cancelled'])
  })

  it('keep the file of a failure, so that it can be sent again', async () => {
    const { store, sent, states } = studio()
    const file = fileOf('a.wav')
    store.add([file], LIMITS)
    sent[0].fail(new ProblemError({ code: 'storage_full', title: 'No room', detail: 'Full.', remedy: 'Delete.' }))
    await settled()
    expect(states()).toEqual(['refused'])
    expect(canRetry(store.rows()[0])).toBe(true)
    store.retry(store.rows()[0].id)
    expect(sent[1].file).toBe(file)
    expect(store.rows()[0].problem).toBeNull()
  })

  it('are looked at before a byte is sent', () => {
    const { store, sent, states } = studio()
    store.add([fileOf('a.wav', 0), fileOf('b.txt'), fileOf('c.aif')], { ...LIMITS, max_upload_bytes: 1000 })
    store.add([fileOf('big.wav', 1001)], { ...LIMITS, max_upload_bytes: 1000 })
    expect(states()).toEqual(['refused', 'refused', 'sending', 'refused'])
    expect(store.rows().map(canRetry)).toEqual([false, false, false, false])
    expect(store.rows().map(canOverrule)).toEqual([false, true, false, false])
    expect(sent.map(({ file }) => file.name)).toEqual(['c.aif'])
  })

  it('with an unknown ending go when the person insists: the server decides', async () => {
    const { store, sent, states } = studio()
    store.add([fileOf('song.xyz')], LIMITS)
    store.retry(store.rows()[0].id)
    expect(states()).toEqual(['sending'])
    sent[0].finish()
    await settled()
    expect(states()).toEqual(['ready'])
  })

  it('without limits are left to the server', () => {
    const { store, states } = studio()
    store.add([fileOf('song.xyz')], undefined)
    expect(states()).toEqual(['sending'])
  })

  it('keep the tab from closing unasked, and only while they are under way', async () => {
    const { store, sent } = studio()
    const leave = () => window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
    expect(leave()).toBe(true)
    store.add([fileOf('a.wav')], LIMITS)
    expect(leave()).toBe(false)
    sent[0].finish()
    await settled()
    expect(leave()).toBe(true)
  })

  it('that are here twice wait for a decision', async () => {
    const { store, sent } = studio()
    store.add([fileOf('a.wav')], LIMITS)
    sent[0].finish(uploadOf({ same_as: 'old' }))
    await settled()
    expect(isDouble(store.rows()[0])).toBe(true)
    store.keep(store.rows()[0].id)
    expect(isDouble(store.rows()[0])).toBe(false)
  })

  it('are told of at every quarter, not at every byte', () => {
    const { store, sent, at } = studio()
    store.add([fileOf('a.wav', 100_000)], LIMITS)
    const said = new Set()
    for (let step = 0; step < 100; step++) {
      at(step * 100)
      sent[0].progress(step * 1000, 100_200)
      said.add(summaryOf(store.rows()))
    }
    expect(said.size).toBe(4)
    expect([...said].at(-1)).toBe('0 of 1 song ready. Sending a.wav, 75 %.')
  })
})
