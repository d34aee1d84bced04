// @ts-check
import { useQueryClient } from '@tanstack/react-query'
import { api, problemIn } from '@/lib/api.js'
import { useRestedEstimate } from '@/lib/cover/useRestedEstimate.js'
import { same } from '@/lib/job.js'
import { keys } from '@/lib/queries.js'

/** @typedef {import('@/lib/cover/order.js').Order} Order */
/** @typedef {import('@/lib/api.js').ProblemError} ProblemError */

const MISSING_ENGINE = 'model_unavailable'

/**
 * What the studio says of all orders together, asked when they have rested: the time and disk of those it would take,
 * and of each other one why not.
 * @param {Order[]} orders @param {boolean} sound false: they are known to be wrong, so nobody is asked
 */
export function useBatchEstimate(orders, sound) {
  const client = useQueryClient()
  return useRestedEstimate('many', orders, sound && orders.length > 0, async (/** @type {Order[]} */ asked, signal) => {
    const answer = asked.length ? await api.validateMany(/** @type {any} */ (asked), signal) : { items: [], eta_s: null, disk_bytes: 0 }
    const refusals = Object.fromEntries(answer.items.flatMap((item) => (item.error ? [[asked[item.index].file_id, problemIn(item.error)]] : [])))
    if (Object.values(refusals).some(({ status }) => status === 404)) client.invalidateQueries({ queryKey: keys.voices })
    return { ...answer, refusals: /** @type {Record<string, ProblemError>} */ (refusals) }
  })
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
