// @ts-check
import { useQueries, useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api.js'
import { keys } from '@/lib/queries.js'

/** @typedef {import('@/lib/api.js').JobSummary} JobSummary */
/** @typedef {import('./versions.js').Finished} Finished */

const MOST = 100
const POINTS = 4000 // as the result's own page asks, so that both share the answer
const [BUSY_MS, CALM_MS] = [4000, 30_000]

/** All covers of a song, or all its tries, newest first; those at work stay fresh. @param {string} fileId @param {'covers' | 'tries'} kind */
export const useJobsOf = (fileId, kind) =>
  useQuery({
    queryKey: [...keys.jobs, 'song', fileId, kind],
    queryFn: () => api.jobs({ file_id: fileId, kind, limit: MOST }),
    select: (answer) => answer.items,
    refetchInterval: ({ state }) => (state.data?.items.some((job) => !job.terminal) ? BUSY_MS : CALM_MS),
  })

/**
 * Outline and loudness of each cover and, last, of the original as the newest of them has it.
 * @param {Finished[]} jobs
 */
export const useOutlines = (jobs) =>
  useQueries({
    queries: [...jobs.map((job) => outline(job, 'mix')), outline(jobs[0], 'original')],
    combine: (answers) => ({
      outlines: answers.map((answer) => answer.data ?? null),
      pending: answers.some((answer) => !answer.data && !answer.error),
      error: answers.find((answer) => answer.error)?.error ?? null,
      retry: () => answers.forEach((answer) => answer.error && answer.refetch()),
    }),
  })

/** @param {Finished} job @param {'mix' | 'original'} stem */
const outline = (job, stem) => ({
  queryKey: ['job', job.job_id, 'peaks', job.result.sha256, stem, false],
  queryFn: (/** @type {{signal: AbortSignal}} */ { signal }) => api.stemPeaks(job.job_id, stem, POINTS, signal),
  staleTime: Infinity,
})
