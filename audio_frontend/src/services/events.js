// @ts-check
/** A job's server-sent events. */
import { urls } from './api.js'

/** @typedef {'connecting' | 'live' | 'lost'} Connection */
/** @typedef {'job' | 'unit' | 'progress'} News */

const LONGEST_WAIT_MS = 15_000

/**
 * Follow a job until it has ended. EventSource reconnects by itself and replays what was missed (`Last-Event-ID`), but
 * gives up when a server answers with an error; then it is opened anew, later and later. While there is no line,
 * `onConnection('lost')` asks the page to poll. Returns the clean-up.
 * @param {string} jobId
 * @param {{onNews: (kind: News) => void, onConnection: (state: Connection) => void}} told
 */
export function follow(jobId, { onNews, onConnection }) {
  /** @type {EventSource} */
  let source
  /** @type {ReturnType<typeof setTimeout>} */
  let timer
  let tries = 0
  const open = () => {
    source = new EventSource(urls.events(jobId))
    for (const kind of /** @type {News[]} */ (['job', 'unit', 'progress'])) source.addEventListener(kind, () => onNews(kind))
    source.onopen = () => {
      tries = 0
      onConnection('live')
    }
    source.onerror = () => {
      // The server ends the stream when the job has ended; that looks the same as a lost line. The poll tells which.
      onConnection('lost')
      onNews('job')
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, Math.min(1000 * 2 ** tries++, LONGEST_WAIT_MS))
    }
  }
  open()
  return () => {
    clearTimeout(timer)
    source.close()
  }
}
