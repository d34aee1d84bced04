// @ts-check
/** A job's server-sent events. */
import { urls } from './api.js'
import { hidden } from './hidden.js'

/** @typedef {'connecting' | 'live' | 'lost' | 'resting'} Line resting: the tab is hidden and holds no line */
/** @typedef {'job' | 'unit' | 'progress'} News */

const LONGEST_WAIT_MS = 15_000

/**
 * Follow a job until it has ended. EventSource reconnects by itself and replays what was missed (`Last-Event-ID`), but
 * gives up when a server answers with an error; then it is opened anew, later and later. While there is no line,
 * `onConnection('lost')` asks the page to poll.
 *
 * A browser has six lines to one studio, for all of its tabs, and a stream holds one for as long as it is open. So a
 * hidden tab gives its line back: `onConnection('resting')` asks the page to poll now and then. A new line tells only what
 * has not been heard. Returns the clean-up.
 * @param {string} jobId
 * @param {{onNews: (kind: News, data?: any) => void, onConnection: (line: Line) => void}} told
 */
export function follow(jobId, { onNews, onConnection }) {
  /** @type {EventSource | undefined} */
  let source
  /** @type {ReturnType<typeof setTimeout>} */
  let timer
  let tries = 0
  let seen = ''
  const open = () => {
    const line = source = new EventSource(urls.events(jobId, seen))
    for (const kind of /** @type {News[]} */ (['job', 'unit', 'progress'])) {
      line.addEventListener(kind, ({ lastEventId, data }) => {
        seen = lastEventId
        onNews(kind, data ? JSON.parse(data) : undefined)
      })
    }
    line.onopen = () => {
      tries = 0
      onConnection('live')
    }
    line.onerror = () => {
      // The server ends the stream when the job has ended; that looks the same as a lost line. The poll tells which.
      onConnection('lost')
      onNews('job')
      if (line.readyState === EventSource.CLOSED) timer = setTimeout(open, Math.min(1000 * 2 ** tries++, LONGEST_WAIT_MS))
    }
  }
  const close = () => {
    clearTimeout(timer)
    source?.close()
    source = undefined
  }
  const turn = () => {
    close()
    tries = 0
    onConnection(hidden() ? 'resting' : 'connecting')
    if (!hidden()) open()
  }
  turn()
  document.addEventListener('visibilitychange', turn)
  return () => {
    document.removeEventListener('visibilitychange', turn)
    close()
  }
}
