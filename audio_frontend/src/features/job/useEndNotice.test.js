// @ts-check
import { act, renderHook } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { useEndNotice } from './useEndNotice.js'

afterEach(() => vi.unstubAllGlobals())

it('tells of an end once, and of the next one again', async () => {
  const messages = /** @type {string[]} */ ([])
  vi.stubGlobal('Notification', Object.assign(function (/** @type {string} */ message) { messages.push(message) }, { requestPermission: async () => 'granted' }))
  const { result, rerender } = renderHook(({ message }) => useEndNotice(message), { initialProps: { message: /** @type {string | undefined} */ (undefined) } })
  await act(() => result.current.ask())
  expect(messages).toEqual([])
  rerender({ message: 'Done · A' })
  rerender({ message: 'Done · B' }) // only its title is another one
  expect(messages).toEqual(['Done · A'])
  rerender({ message: undefined }) // at work again
  rerender({ message: 'Done · B' })
  expect(messages).toEqual(['Done · A', 'Done · B'])
})
