// @ts-check
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '@/lib/api.js'
import { lookAgain } from '@/lib/queries.js'
import { useDebounced } from '@/lib/useDebounced.js'

const REST_MS = 400

/**
 * What the server says of an order, asked when it has rested for 400 ms; the question before is taken back.
 * @param {import('@/lib/cover/order.js').Order} order @param {boolean} [sound] false: it is known to be wrong, so nobody is asked
 */
export function useEstimate(order, sound = true) {
  const client = useQueryClient()
  const payload = JSON.stringify(order)
  const rested = useDebounced(payload, REST_MS)
  const { data, error, isPlaceholderData, isFetching, refetch } = useQuery({
    queryKey: ['validate', rested],
    queryFn: ({ signal }) =>
      api.validate(JSON.parse(rested), signal).catch((refused) => {
        lookAgain(client, refused)
        throw refused
      }),
    placeholderData: keepPreviousData,
    enabled: sound,
    staleTime: 60_000,
    gcTime: 60_000,
  })
  const current = rested === payload
  return { estimate: error || !sound ? undefined : data, error: current ? error : null, busy: sound && (!current || isFetching || isPlaceholderData), retry: refetch }
}
