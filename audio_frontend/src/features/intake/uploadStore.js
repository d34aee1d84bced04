// @ts-check
/** Files on their way in, for the whole page: going to another screen loses none of them. */
import { api, problemOf } from '@/lib/api.js'
import { UNKNOWN_FORMAT, isOwnRefusal, refusalOf } from '@/lib/files.js'
import { isBusy, rowsAfter } from './uploadRows.js'

/** @typedef {import('./uploadRows.js').Row} Row */
/** @typedef {import('@/lib/api.js').Upload} Upload */
/** @typedef {import('@/lib/api.js').Limits} Limits */
/** @typedef {{send: typeof api.upload, remove: typeof api.deleteUpload, now: () => number}} Door */

const TICK_MS = 1000

/** One file goes out at a time; while the server looks at it, the next one goes. @param {Door} door */
export function createUploadStore({ send, remove, now }) {
  /** @type {Row[]} */
  let rows = []
  let last = 0
  /** @type {Map<number, File>} */
  const files = new Map()
  /** @type {Map<number, AbortController>} */
  const lines = new Map()
  /** @type {Set<() => void>} */
  const listeners = new Set()
  /** @type {Set<(row: Row) => void>} */
  const readers = new Set()

  /** @param {import('./uploadRows.js').Act} act */
  const tell = (act) => {
    rows = rowsAfter(rows, act)
    watch(rows)
    listeners.forEach((listener) => listener())
  }

  const watch = createWatch(() => tell({ type: 'tick', at: now() }))

  const startNext = () => {
    const next = rows.find((row) => row.state === 'waiting')
    if (next && !rows.some((row) => row.state === 'sending')) start(next.id)
  }

  /** @param {number} id */
  const start = async (id) => {
    const file = /** @type {File} */ (files.get(id))
    const line = new AbortController()
    lines.set(id, line)
    tell({ type: 'sending', id, at: now() })
    /** @param {number} loaded @param {number} total */
    const onProgress = (loaded, total) => {
      if (lines.get(id) !== line) return
      const all = loaded >= (total || file.size)
      tell({ type: 'progress', id, loaded, all, at: now() })
      if (all) startNext()
    }
    try {
      const upload = await send(file, { signal: line.signal, onProgress })
      if (lines.get(id) !== line) await remove(upload.file_id).catch(() => {}) // cancelled while it was being checked
      else arrived(id, upload)
    } catch (error) {
      if (lines.get(id) === line) tell({ type: 'refused', id, problem: problemOf(error) })
    }
    if (lines.get(id) === line) lines.delete(id)
    startNext()
  }

  /** @param {number} id @param {Upload} upload */
  const arrived = (id, upload) => {
    tell({ type: 'ready', id, upload })
    const row = rows.find((candidate) => candidate.id === id)
    if (row) readers.forEach((reader) => reader(row))
  }

  /** @param {number} id */
  const stateOf = (id) => rows.find((row) => row.id === id)?.state

  return {
    rows: () => rows,
    /** @param {() => void} listener */
    subscribe: (listener) => (listeners.add(listener), () => void listeners.delete(listener)),
    /** Told of every file that has become ready. @param {(row: Row) => void} reader */
    onReady: (reader) => (readers.add(reader), () => void readers.delete(reader)),
    /** @param {Iterable<File>} chosen @param {Limits | undefined} limits */
    add(chosen, limits) {
      for (const file of chosen) {
        const id = ++last
        files.set(id, file)
        tell({ type: 'added', row: { id, name: file.name, size: file.size, problem: refusalOf(file, limits) } })
      }
      startNext()
    },
    /** Again, with the same file; also for one that looks like no sound file. @param {number} id */
    retry(id) {
      tell({ type: 'waiting', id })
      startNext()
    },
    /** While bytes go out the line is cut; later the server has them, and what it makes of them is deleted. @param {number} id */
    cancel(id) {
      const cut = stateOf(id) === 'sending' ? lines.get(id) : undefined
      lines.delete(id)
      tell({ type: 'cancelled', id })
      cut?.abort()
      startNext()
    },
    /** @param {number} id */
    keep: (id) => tell({ type: 'kept', id }),
    /** @param {number} id */
    dismiss(id) {
      files.delete(id)
      tell({ type: 'removed', id })
    },
  }
}

/** A closing tab asks first while something is under way; a stalled line shows as one. @param {() => void} onTick */
function createWatch(onTick) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer
  return (/** @type {Row[]} */ rows) => {
    if (rows.some(isBusy)) window.addEventListener('beforeunload', warn)
    else window.removeEventListener('beforeunload', warn)
    const isSending = rows.some((row) => row.state === 'sending')
    if (isSending && !timer) timer = setInterval(onTick, TICK_MS)
    if (!isSending && timer) timer = void clearInterval(timer)
  }
}

/** @param {BeforeUnloadEvent} event */
const warn = (event) => event.preventDefault()

/** Can trying again help? Not with what the page itself can see. @param {Row} row */
export const canRetry = (row) => row.state === 'cancelled' || (row.state === 'refused' && row.problem !== null && !isOwnRefusal(row.problem.code))

/** @param {Row} row */
export const canOverrule = (row) => row.state === 'refused' && row.problem?.code === UNKNOWN_FORMAT

/** The page's own. */
export const uploads = createUploadStore({ send: api.upload, remove: api.deleteUpload, now: () => performance.now() })
