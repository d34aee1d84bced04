// @ts-check
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, isGone } from '@/lib/api.js'
import { hidden } from '@/lib/hidden.js'
import { frameOf, statusOf } from '@/lib/job.js'
import { keys } from '@/lib/queries.js'
import { useJobEvents } from './useJobEvents.js'

/** @typedef {import('@/lib/api.js').Schemas} Schemas */
/** @typedef {Record<string, Record<string, unknown>>} Changes {group: {field: value}} */

const OTHERS_MS = 5000 // another window, or a script, may change the job
const LIVE_MS = 15_000 // its events tell, but for a new title

/** Everything that can be known of a job and done to it. @param {string} jobId */
export function useJobManager(jobId) {
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => api.purge(jobId),
    onSuccess: () => {
      client.invalidateQueries({ queryKey: keys.jobs })
      client.removeQueries({ queryKey: keys.job(jobId), type: 'inactive' })
    },
  })
  const leaving = remove.isPending || remove.isSuccess
  const isKnownGone = isGone(client.getQueryState(keys.job(jobId))?.error)
  const { progress, connection, following } = useJobEvents(jobId, !leaving && !isKnownGone)
  const job = useQuery({
    queryKey: keys.job(jobId),
    queryFn: () => api.job(jobId),
    enabled: !leaving,
    refetchInterval: ({ state }) => (isGone(state.error) ? false : following && connection === 'live' ? LIVE_MS : OTHERS_MS),
  })
  const gone = isGone(job.error)

  useAgreement(jobId, job.data, progress.data)
  const ended = Boolean(job.data?.terminal && progress.data?.terminal)
  const report = useQuery({
    queryKey: [...keys.job(jobId), 'report', job.data?.run, job.data?.finished, job.data?.status, job.data?.title],
    queryFn: () => api.report(jobId),
    enabled: ended && !leaving && !gone,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })

  /** What the answer to a change says is true at once; the rest is asked. @param {Schemas['Segments']} segments */
  const adoptAnswer = (segments) => {
    client.setQueryData(keys.progress(jobId), (/** @type {any} */ before) => before && { ...before, ...segments })
    again()
  }
  const again = () => {
    for (const queryKey of [keys.job(jobId), keys.progress(jobId)]) client.invalidateQueries({ queryKey, exact: true })
    client.invalidateQueries({ queryKey: keys.jobs })
  }
  // an answer that was asked for before the change must not come after it
  const change = { mutationKey: ['change', jobId], onMutate: () => client.cancelQueries({ queryKey: keys.progress(jobId), exact: true }), onSuccess: adoptAnswer, onError: again }
  const cancel = useMutation({ mutationFn: () => api.cancel(jobId), ...change })
  const retry = useMutation({ mutationFn: (/** @type {{segment: number, config?: Changes}} */ { segment, config }) => api.retry(jobId, segment, config), ...change })
  const resume = useMutation({ mutationFn: (/** @type {Changes | undefined} */ config) => api.resume(jobId, config), ...change })
  const keep = useMutation({ mutationFn: (/** @type {number} */ segment) => api.keepOriginal(jobId, segment), ...change })
  const rename = useMutation({
    mutationFn: (/** @type {string} */ title) => api.rename(jobId, title),
    onSuccess: (renamed) => {
      client.setQueryData(keys.job(jobId), renamed)
      client.invalidateQueries({ queryKey: keys.jobs })
    },
  })

  /** A second press of a bouncing click asks for nothing more. @template {{mutate: (wanted: any, then?: any) => void}} T @param {T} mutation @returns {T} */
  const once = (mutation) => ({ ...mutation, mutate: (/** @type {any} */ variables, /** @type {any} */ then) => void (client.isMutating({ mutationKey: change.mutationKey }) || mutation.mutate(variables, then)) })

  const known = job.data && progress.data
  const refused = [cancel, retry, resume, keep, remove].find((mutation) => mutation.error) // rename says so where it was asked for
  return {
    job: job.data,
    progress: progress.data,
    report: report.data,
    reportError: report.error,
    status: known ? statusOf(job.data, progress.data) : undefined,
    frame: known ? frameOf(job.data, progress.data) : undefined,
    gone: gone || (isGone(progress.error) && !leaving),
    leaving,
    connection,
    following,
    loadError: known ? null : (job.error ?? progress.error),
    reload: again,
    problem: refused?.error ?? null,
    dismiss: () => refused?.reset(),
    cancel, retry: once(retry), resume: once(resume), keep: once(keep), rename, remove,
  }
}

/** @typedef {ReturnType<typeof useJobManager>} Manager */

/** Two answers tell of one job: when they differ, both are asked until they agree, in a hidden tab too. @param {string} jobId @param {{status: string} | undefined} job @param {{status: string} | undefined} progress */
function useAgreement(jobId, job, progress) {
  const client = useQueryClient()
  const differ = Boolean(job && progress && job.status !== progress.status)
  useEffect(() => {
    if (!differ) return
    const ask = (cancelRefetch = false) => {
      for (const queryKey of [keys.job(jobId), keys.progress(jobId)]) client.refetchQueries({ queryKey, exact: true }, { cancelRefetch })
    }
    ask(hidden()) // there in place of one that waits for its next try until the tab is seen
    const timer = setInterval(ask, OTHERS_MS)
    return () => clearInterval(timer)
  }, [client, differ, jobId])
}
