// @ts-check
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, problemOf } from '@/lib/api.js'
import { keys } from '@/lib/queries.js'

/** @typedef {import('@/lib/api.js').JobSummary} JobSummary */
/** @typedef {'all' | 'active' | 'completed' | 'partial' | 'stopped'} Filter */

const PAGE = 25
const [BUSY_MS, CALM_MS] = [2000, 15_000]

/** @type {Record<Filter, string[] | undefined>} */
export const STATES = { all: undefined, active: ['queued', 'running'], completed: ['completed'], partial: ['partial'], stopped: ['failed', 'cancelled'] }

/** The covers that match, no tries, newest first, page after page; running ones stay fresh. @param {Filter} filter @param {string} q */
export function useLibrary(filter, q) {
  const list = useInfiniteQuery({
    queryKey: [...keys.jobs, 'library', filter, q],
    queryFn: ({ pageParam }) => api.jobs({ kind: 'covers', limit: PAGE, status: STATES[filter], q: q || undefined, cursor: pageParam }),
    initialPageParam: /** @type {string | undefined} */ (undefined),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some((job) => !job.terminal)) ? BUSY_MS : CALM_MS),
  })
  const jobs = list.data?.pages.flatMap((page) => page.items)
  return { list, jobs }
}

/**
 * Deletes one after the other. What can't be deleted is told after the others are gone.
 * @returns {import('@tanstack/react-query').UseMutationResult<{count: number, freed: number, failed: {job: JobSummary, error: unknown}[]}, Error, JobSummary[]>}
 */
export function usePurge() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (/** @type {JobSummary[]} */ jobs) => {
      let [count, freed] = [0, 0]
      const failed = []
      for (const job of jobs) {
        try {
          freed += (await api.purge(job.job_id)).freed_bytes
          count += 1
        } catch (error) {
          if (problemOf(error).status === 404) count += 1 // somebody else was faster
          else failed.push({ job, error })
        }
      }
      return { count, freed, failed }
    },
    onSettled: (_told, _error, jobs) => {
      for (const { job_id } of jobs) client.removeQueries({ queryKey: keys.job(job_id), type: 'inactive' })
      return client.invalidateQueries({ queryKey: keys.jobs })
    },
  })
}

/** Goes on with one that failed or was cancelled. */
export function useResume() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (/** @type {string} */ id) => api.resume(id),
    onSettled: (_told, _error, id) => {
      client.invalidateQueries({ queryKey: keys.jobs })
      client.invalidateQueries({ queryKey: keys.job(id) })
    },
  })
}
