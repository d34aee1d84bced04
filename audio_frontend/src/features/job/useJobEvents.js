// @ts-check
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { UNREACHABLE, api, isGone, problemOf } from '@/lib/api.js'
import { follow } from '@/lib/events.js'
import { hidden } from '@/lib/hidden.js'
import { keys } from '@/lib/queries.js'
import { applyEvent } from './applyEvent.js'
import { throttled } from './throttled.js'

/** @typedef {'live' | 'polling' | 'lost'} Connection */
/** @typedef {import('@/lib/events.js').Line} Line */

const GAP_MS = 330
const NUMBERS_MS = 6000 // events tell how far it is; stages, speeds and the estimate are asked this often
const [FIRST_POLL_MS, SLOWEST_POLL_MS] = [1000, 5000]
const CALM_MS = { queued: 5000, other: 15_000 } // with a live line: the queue moves without an event of this job
const RESTING_MS = 15_000 // in a hidden tab; after five minutes a browser lets its clock tick once a minute

/** Nobody answers, or something in between does. @param {unknown} error */
const away = (error) => Boolean(error) && (problemOf(error).code === UNREACHABLE || problemOf(error).status >= 500)

/**
 * The progress of a job, kept fresh: by its events while it is at work, by polls (1 s, slower and slower to 5 s) while
 * there is no line, and by a poll now and then while the tab is hidden. The end of the events at the end of the job is
 * no loss.
 * @param {string} jobId @param {boolean} [enabled]
 */
export function useJobEvents(jobId, enabled = true) {
  const client = useQueryClient()
  const [stream, setStream] = useState({ line: /** @type {Line} */ ('connecting'), since: 0 }) // since: answers there were when the line changed
  const progress = useQuery({
    queryKey: keys.progress(jobId),
    queryFn: () => api.progress(jobId),
    enabled,
    staleTime: GAP_MS,
    refetchIntervalInBackground: true,
    refetchInterval: ({ state }) => {
      if (isGone(state.error) || state.data?.terminal) return false
      if (hidden()) return RESTING_MS
      if (stream.line === 'live') return state.data?.status === 'queued' ? CALM_MS.queued : CALM_MS.other
      return Math.min(FIRST_POLL_MS * 1.5 ** Math.max(state.dataUpdateCount - stream.since, 0), SLOWEST_POLL_MS)
    },
  })
  const following = enabled && progress.data?.terminal === false && !isGone(progress.error)

  useEffect(() => {
    if (!following) return
    const [progressKey, jobKey] = [keys.progress(jobId), keys.job(jobId)]
    const news = throttled(() => client.refetchQueries({ queryKey: progressKey, exact: true }, { cancelRefetch: false }), GAP_MS)
    const stateNews = throttled(() => client.refetchQueries({ queryKey: jobKey, exact: true }, { cancelRefetch: false }), GAP_MS)
    const numbers = throttled(() => client.refetchQueries({ queryKey: progressKey, exact: true }, { cancelRefetch: false }), NUMBERS_MS)
    const stop = follow(jobId, {
      onNews: (kind, data) => {
        const known = /** @type {import('@/lib/api.js').Progress | undefined} */ (client.getQueryData(progressKey))
        if (!data || !known) {
          news.ring()
          if (kind === 'job') stateNews.ring()
        } else if (kind === 'job') {
          if (data.state === known.status) return numbers.ring()
          news.ring()
          stateNews.ring()
        } else {
          const told = applyEvent(known, data)
          if (told && told !== known) client.setQueryData(progressKey, told)
          ;(told ? numbers : news).ring()
        }
      },
      onConnection: (line) => {
        const since = client.getQueryState(progressKey)?.dataUpdateCount ?? 0
        setStream((before) => (before.line === line ? before : { line, since }))
        if (line === 'live') client.refetchQueries({ queryKey: jobKey, predicate: ({ queryKey }) => queryKey.length === 2 || queryKey[2] === 'progress' })
        if (line === 'resting') client.refetchQueries({ queryKey: progressKey, exact: true }) // in place of one that waits for its next try
      },
    })
    return () => {
      stop()
      news.stop()
      stateNews.stop()
      numbers.stop()
    }
  }, [client, following, jobId])

  /** @type {Connection} */
  const connection = away(progress.error) || away(progress.failureReason) ? 'lost' : stream.line === 'live' ? 'live' : 'polling'
  return { progress, connection, following }
}
