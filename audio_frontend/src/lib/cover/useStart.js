// @ts-check
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { api } from '../api.js'
import { keys, lookAgain } from '../queries.js'
import { go, links } from '../place/useRoute.js'

/** Unlike crypto.randomUUID, also where the page came over plain HTTP. */
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** The same order keeps its key, so that a repeated click starts nothing twice. @returns {(order: object) => string} */
export function useOrderKey() {
  const sent = useRef({ order: '', key: '' })
  return (order) => {
    const words = JSON.stringify(order)
    if (sent.current.order !== words) sent.current = { order: words, key: newKey() }
    return sent.current.key
  }
}

/** Start a cover and go to it. */
export function useStart() {
  const client = useQueryClient()
  const keyOf = useOrderKey()
  const { mutate, isPending, error, reset, variables } = useMutation({
    /** @param {import('./order.js').Order} order */
    mutationFn: (order) => api.start(/** @type {any} */ (order), keyOf(order)),
    onSuccess: ({ job_id }) => {
      client.invalidateQueries({ queryKey: keys.jobs })
      go(links.job(job_id))
    },
    onError: (refused) => lookAgain(client, refused), // the voice or the song was deleted in another window
  })
  return { start: mutate, starting: isPending, order: isPending ? variables : undefined, error, dismiss: reset }
}
