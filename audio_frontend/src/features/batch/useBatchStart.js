// @ts-check
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { toast } from 'sonner'
import { api, problemIn } from '@/lib/api.js'
import { useOrderKey } from '@/lib/cover/useStart.js'
import { go, links } from '@/lib/place/useRoute.js'
import { keys, lookAgain } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { isHere, removeSongs } from './useBatchSongs.js'

/** @typedef {import('@/lib/cover/order.js').Order} Order */
/** @typedef {import('@/lib/api.js').ProblemError} ProblemError */

/** For who went elsewhere meanwhile: nothing is taken from under their hands. @param {string} batchId @param {number} count @param {number} of */
const tellAway = (batchId, count, of) =>
  void toast(t.batch.startedAway(count, of), count > 0 ? { action: { label: t.batch.look, onClick: () => go(links.batch(batchId)) } } : {})

/**
 * Start all of them at once. Those that are started leave the list; those that are not stay in it, each with why, and
 * join the same batch when they are tried again.
 * @param {string | null} into the batch that others of the list are in already @param {number} left how many songs stay in the list in any case
 */
export function useBatchStart(into, left) {
  const client = useQueryClient()
  const keyOf = useOrderKey()
  const [refusals, setRefusals] = useState(/** @type {Record<string, ProblemError>} */ ({}))
  const { mutate, isPending, error, reset } = useMutation({
    /** @param {Order[]} orders */
    mutationFn: (orders) => {
      const order = { jobs: /** @type {any[]} */ (orders), ...(into && { batch_id: into }) }
      return api.startMany(order, keyOf(order))
    },
    onSuccess: ({ batch_id, items }, orders) => {
      client.invalidateQueries({ queryKey: keys.jobs })
      const refused = items.flatMap((item) => (item.error ? [{ id: orders[item.index].file_id, problem: problemIn(item.error) }] : []))
      setRefusals(Object.fromEntries(refused.map(({ id, problem }) => [id, problem])))
      refused.forEach(({ problem }) => lookAgain(client, problem))
      const started = orders.map(({ file_id }) => file_id).filter((id) => !refused.some((one) => one.id === id))
      if (!isHere()) return tellAway(batch_id, started.length, orders.length)
      if (!refused.length && !left) return go(links.batch(batch_id))
      removeSongs(started, started.length ? batch_id : undefined)
    },
    onError: (refused) => lookAgain(client, refused),
  })
  return { start: mutate, starting: isPending, refusals, error, dismiss: reset }
}
