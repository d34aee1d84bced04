// @ts-check
import { useQueryClient } from '@tanstack/react-query'
import { api } from '@/lib/api.js'
import { useRestedEstimate } from '@/lib/cover/useRestedEstimate.js'
import { lookAgain } from '@/lib/queries.js'

/**
 * What the server says of an order, asked when it has rested for 400 ms; the question before is taken back.
 * @param {import('@/lib/cover/order.js').Order} order @param {boolean} [sound] false: it is known to be wrong, so nobody is asked
 */
export function useEstimate(order, sound = true) {
  const client = useQueryClient()
  return useRestedEstimate('one', order, sound, (wanted, signal) =>
    api.validate(wanted, signal).catch((refused) => {
      lookAgain(client, refused)
      throw refused
    }))
}
