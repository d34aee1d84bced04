// @ts-check
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { api } from '../api.js'
import { keys, lookAgain } from '../queries.js'
import { go, links } from '../place/useRoute.js'

/** Unlike crypto.randomUUID, also where the page came over plain HTTP. */
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** Start a cover and go to it. The same order keeps its key, so that a repeated click gives the same job. */
export function useStart() {
  const client = useQueryClient()
  const sent = useRef({ order: '', key: '' })
  const { mutate, isPending, error, reset, variables } = useMutation({
    /** @param {import('./order.js').Order} order */
    mutationFn: (order) => {
      const words = JSON.stringify(order)
      if (sent.current.order !== words) sent.current = { order: words, key: newKey() }
      return api.start(/** @type {any} */ (order), sent.current.key)
    },
    onSuccess: ({ job_id }) => {
      client.invalidateQueries({ queryKey: keys.jobs })
      go(links.job(job_id))
    },
    onError: (refused) => lookAgain(client, refused), // the voice or the song was deleted in another window
  })
  return { start: mutate, starting: isPending, order: isPending ? variables : undefined, error, dismiss: reset }
}
