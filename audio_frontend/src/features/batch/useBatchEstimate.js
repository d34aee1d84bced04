// @ts-check
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, problemIn } from '@/lib/api.js'
import { same } from '@/lib/job.js'
import { keys } from '@/lib/queries.js'
import { useDebounced } from '@/lib/useDebounced.js'

/** @typedef {import('@/lib/cover/order.js').Order} Order */
/** @typedef {import('@/lib/api.js').ProblemError} ProblemError */

const REST_MS = 400
const MISSING_ENGINE = 'model_unavailable'

/**
 * What the studio says of all orders together, asked when they have rested: the time and disk of those it would take,
 * and of each other one why not.
 * @param {Order[]} orders @param {boolean} sound false: they are known to be wrong, so nobody is asked
 */
export function useBatchEstimate(orders, sound) {
  const client = useQueryClient()
  const payload = JSON.stringify(orders)
  const rested = useDebounced(payload, REST_MS)
  const asks = sound && orders.length > 0
  const { data, error, isPlaceholderData, isFetching, refetch } = useQuery({
    queryKey: ['validate', 'many', rested],
    queryFn: async ({ signal }) => {
      /** @type {Order[]} */
      const asked = JSON.parse(rested)
      const answer = asked.length ? await api.validateMany(/** @type {any} */ (asked), signal) : { items: [], eta_s: null, disk_bytes: 0 }
      const refusals = Object.fromEntries(answer.items.flatMap((item) => (item.error ? [[asked[item.index].file_id, problemIn(item.error)]] : [])))
      if (Object.values(refusals).some(({ status }) => status === 404)) client.invalidateQueries({ queryKey: keys.voices })
      return { ...answer, refusals: /** @type {Record<string, ProblemError>} */ (refusals) }
    },
    placeholderData: keepPreviousData,
    enabled: asks,
    staleTime: 60_000,
    gcTime: 60_000,
  })
  const current = rested === payload
  return { estimate: asks && !error ? data : undefined, error: current ? error : null, busy: asks && (!current || isFetching || isPlaceholderData), retry: refetch }
}

/**
 * What is wrong with the settings, and no song's own trouble: all are refused for the same fields, or for an engine.
 * @param {Record<string, ProblemError>} refusals @param {number} count of songs @returns {ProblemError | null}
 */
export function commonProblem(refusals, count) {
  const [first, ...others] = Object.values(refusals)
  if (!first || others.length + 1 < count || !(first.errors.length || first.code === MISSING_ENGINE)) return null
  return others.every(({ code, errors }) => code === first.code && same(errors, first.errors)) ? first : null
}
