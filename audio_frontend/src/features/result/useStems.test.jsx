// @ts-check
import { QueryClientProvider } from '@tanstack/react-query'
import { renderHook, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { makeClient } from '@/lib/queries.js'
import { server } from '@/test/server.js'
import { useF0 } from './useStems.js'

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

it('asks for the pitch again when there is another result: a segment may have been heard anew', async () => {
  let answers = 0
  server.use(http.get('*/jobs/j1/f0', () => HttpResponse.json({ f0_hz: [(answers += 1)] })))
  const client = makeClient()
  const { result, rerender } = renderHook(({ sha256 }) => useF0('j1', sha256, 100), {
    initialProps: { sha256: 'one' },
    wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
  })
  await waitFor(() => expect(result.current.data?.f0_hz).toEqual([1]))
  rerender({ sha256: 'two' })
  expect(result.current.data?.f0_hz).toEqual([1]) // the old drawing stays until the new one is here
  await waitFor(() => expect(result.current.data?.f0_hz).toEqual([2]))
})
