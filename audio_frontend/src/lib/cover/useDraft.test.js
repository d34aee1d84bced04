// @ts-check
import { renderHook } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { START } from './settings.js'
import { forgetDraft, readDraft, useDraft } from './useDraft.js'

const draft = { form: { ...START, svc: { ...START.svc, strength: 0 } }, range: { start: 5, stop: 50 }, from: 'job1' }

test('a draft is read as it was written, zeros too', () => {
  renderHook(() => useDraft('song1', draft))
  expect(readDraft('song1', 100)).toEqual(draft)
  expect(readDraft('song2', 100)).toBeNull()
})
test('a forgotten draft gives way to what is asked for', () => {
  renderHook(() => useDraft('song1', draft))
  forgetDraft('song1')
  expect(readDraft('song1', 100)).toBeNull()
})
test('a range is cut to the song it is read for', () => {
  renderHook(() => useDraft('song1', draft))
  expect(readDraft('song1', 30)?.range).toEqual({ start: 5, stop: 30 })
})
test.each(['{', '7', '{"version":2}', '{"version":1,"form":null,"range":"x"}'])('%s is no reason to fail', (text) => {
  localStorage.setItem('song-draft:song1', text)
  const draft = readDraft('song1', 100)
  expect(draft === null || JSON.stringify(draft.form) === JSON.stringify(START)).toBe(true)
})
test('forbidden storage is no reason to fail', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => { throw new DOMException('no', 'SecurityError') })
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => { throw new DOMException('no', 'SecurityError') })
  renderHook(() => useDraft('song1', draft))
  expect(readDraft('song1', 100)).toBeNull()
})

/** Another tab: what it kept for itself is elsewhere. */
const anotherTab = () => sessionStorage.clear()

test('two tabs with one song don’t overwrite each other', () => {
  const tab = renderHook((form) => useDraft('song1', { ...draft, form }), { initialProps: START })
  tab.rerender(draft.form)
  const kept = { ...sessionStorage }
  anotherTab()
  const other = renderHook((form) => useDraft('song1', { ...draft, form }), { initialProps: draft.form })
  other.rerender({ ...START, blending: true })
  expect(readDraft('song1', 100)?.form.blending).toBe(true)
  anotherTab()
  for (const [key, text] of Object.entries(kept)) sessionStorage.setItem(key, text) // the first one, reloaded
  expect(readDraft('song1', 100)).toEqual(draft)
})
test('a new tab begins with the last change of any, and to look is no change', () => {
  renderHook((form) => useDraft('song1', { ...draft, form }), { initialProps: START }).rerender(draft.form)
  anotherTab()
  expect(readDraft('song1', 100)).toEqual(draft)
  renderHook(() => useDraft('song1', { ...draft, form: START })) // as an older tab that is only looked at
  anotherTab()
  expect(readDraft('song1', 100)).toEqual(draft)
})
