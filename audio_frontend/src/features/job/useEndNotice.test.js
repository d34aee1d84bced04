// @ts-check
import { act, renderHook } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { useEndNotice } from './useEndNotice.js'

afterEach(() => vi.unstubAllGlobals())

it('tells of an end once, and of the next one again', async () => {
  const told = /** @type {string[]} */ ([])
  vi.stubGlobal('Notification', Object.assign(function (/** @type {string} */ message) { told.push(message) }, { requestPermission: async () => 'granted' }))
  const { result, rerender } = renderHook(({ message }) => useEndNotice(message), { initialProps: { message: /** @type {string | undefined} */ (undefined) } })
  await act(() => result.current.ask())
  expect(told).toEqual([])
  rerender({ message: 'Done · A' })
  rerender({ message: 'Done · B' }) // only its title is another one
  expect(told).toEqual(['Done · A'])
  rerender({ message: undefined }) // at work again
  rerender({ message: 'Done · B' })
  expect(told).toEqual(['Done · A', 'Done · B'])
})
