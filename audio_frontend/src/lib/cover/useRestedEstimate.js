// @ts-check
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDebounced } from '../useDebounced.js'

const REST_MS = 400

/**
 * What the studio says of an order, or of many; asked when it has rested.
 * @template T
 * @param {string} kind of order @param {unknown} wanted @param {boolean} asks false: it is known to be wrong, so nobody is asked
 * @param {(wanted: any, signal: AbortSignal) => Promise<T>} ask
 */
export function useRestedEstimate(kind, wanted, asks, ask) {
  const payload = JSON.stringify(wanted)
  const rested = useDebounced(payload, REST_MS)
  const { data, error, isPlaceholderData, isFetching, refetch } = useQuery({
    queryKey: ['validate', kind, rested],
    queryFn: ({ signal }) => ask(JSON.parse(rested), signal),
    placeholderData: keepPreviousData,
    enabled: asks,
    staleTime: 60_000,
    gcTime: 60_000,
  })
  const current = rested === payload
  return { estimate: error || !asks ? undefined : data, error: current ? error : null, busy: asks && (!current || isFetching || isPlaceholderData), retry: refetch }
}
