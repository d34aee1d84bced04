// @ts-check
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '@/lib/api.js'
import { keys } from '@/lib/queries.js'
import { pollOf } from './useLibrary.js'

const MOST = 200

/** The jobs of the batch that is opened, tries too, in the order they were asked for. @param {string} batchId '' for none @param {string[] | undefined} status @param {string} q */
export const useMembers = (batchId, status, q) =>
  useQuery({
    queryKey: [...keys.jobs, 'batch', batchId, status, q],
    queryFn: () => api.jobs({ batch_id: batchId, limit: MOST, status, q: q || undefined }),
    select: (answer) => [...answer.items].reverse(),
    enabled: batchId !== '',
    refetchInterval: ({ state }) => pollOf(state.data?.items ?? []),
  })

/** All jobs of it that have not ended. @param {string} batchId */
export const useBatchCancel = (batchId) => useAct(() => api.cancelBatch(batchId))

/** All jobs of it that failed or were cancelled. @param {string} batchId */
export const useBatchResume = (batchId) => useAct(() => api.resumeBatch(batchId))

/** @template T @param {() => Promise<T>} act @returns {import('@tanstack/react-query').UseMutationResult<T, Error, void>} */
function useAct(act) {
  const client = useQueryClient()
  return useMutation({ mutationFn: act, onSettled: () => client.invalidateQueries({ queryKey: keys.jobs }) })
}
