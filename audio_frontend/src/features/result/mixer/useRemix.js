// @ts-check
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '@/lib/api.js'
import { keys } from '@/lib/queries.js'

/** @typedef {import('@/lib/api.js').Progress} Progress */

/** Mix again, and how far it is. @param {import('@/lib/api.js').Job} job @param {() => void} [onRemixed] */
export function useRemix(job, onRemixed) {
  const client = useQueryClient()
  const id = job.job_id
  const mutationKey = ['remix', id]
  const mutation = useMutation({
    mutationKey,
    mutationFn: (/** @type {Record<string, Record<string, unknown>>} */ changes) => api.remix(id, changes),
    onMutate: () => client.cancelQueries({ queryKey: keys.progress(id), exact: true }), // an answer from before would come after
    onSuccess: (answer) => {
      client.setQueryData(keys.progress(id), (/** @type {Progress | undefined} */ before) => before && { ...before, ...answer })
      client.invalidateQueries({ queryKey: keys.job(id), exact: true })
      client.invalidateQueries({ queryKey: keys.progress(id), exact: true })
      onRemixed?.()
    },
  })
  const { data } = useQuery({ queryKey: keys.progress(id), queryFn: () => api.progress(id), enabled: !job.terminal, refetchInterval: job.terminal ? false : 500 })
  const working = !job.terminal || data?.terminal === false
  /** A second press of a bouncing click asks for nothing more. @param {Record<string, Record<string, unknown>>} changes */
  const apply = (changes) => void (client.isMutating({ mutationKey }) || mutation.mutate(changes))
  return { apply, asking: mutation.isPending, working, progress: data && !data.terminal ? data.progress : 0, error: mutation.error, dismiss: mutation.reset }
}
