// @ts-check
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, problemOf } from '@/lib/api.js'
import { keys } from '@/lib/queries.js'
import { entriesOf } from './entries.js'

/** @typedef {import('@/lib/api.js').JobSummary} JobSummary */
/** @typedef {import('./entries.js').Entry} Entry */
/** @typedef {'all' | 'active' | 'completed' | 'partial' | 'stopped'} Filter */

const PAGE = 25
const [BUSY_MS, CALM_MS] = [2000, 15_000]

/** @type {Record<Filter, string[] | undefined>} */
export const STATES = { all: undefined, active: ['queued', 'running'], completed: ['completed'], partial: ['partial'], stopped: ['failed', 'cancelled'] }

/** Often while something is at work. @param {JobSummary[]} jobs */
export const pollOf = (jobs) => (jobs.some((job) => !job.terminal) ? BUSY_MS : CALM_MS)

/** The covers that match, no tries, each batch of them once, newest first, page after page; running ones stay fresh. @param {Filter} filter @param {string} q */
export function useLibrary(filter, q) {
  const list = useInfiniteQuery({
    queryKey: [...keys.jobs, 'library', filter, q],
    queryFn: ({ pageParam }) => api.jobs({ kind: 'covers', grouped: true, limit: PAGE, status: STATES[filter], q: q || undefined, cursor: pageParam }),
    initialPageParam: /** @type {string | undefined} */ (undefined),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.batches.some((batch) => !batch.terminal)) ? BUSY_MS : pollOf(state.data?.pages.flatMap((page) => page.items) ?? [])),
  })
  const entries = list.data && entriesOf(list.data.pages.flatMap((page) => page.items), list.data.pages.flatMap((page) => page.batches))
  return { list, entries }
}

/**
 * Deletes one after the other, a batch with all that is in it. What can't be deleted is told after the others are gone.
 * @returns {import('@tanstack/react-query').UseMutationResult<{count: number, freed: number, failed: {entry: Entry, error: unknown}[]}, Error, Entry[]>}
 */
export function usePurge() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (/** @type {Entry[]} */ entries) => {
      let [count, freed] = [0, 0]
      const failed = []
      for (const entry of entries) {
        try {
          freed += (await (entry.batch ? api.purgeBatch : api.purge)(entry.id)).freed_bytes
          count += entry.jobs
        } catch (error) {
          if (problemOf(error).status === 404) count += entry.jobs // somebody else was faster
          else failed.push({ entry, error })
        }
      }
      return { count, freed, failed }
    },
    onSettled: (_told, _error, entries) => {
      for (const { id } of entries) client.removeQueries({ queryKey: keys.job(id), type: 'inactive' })
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
