// @ts-check
/** Rows of files on their way in, as pure data: what may happen to them, and how fast they go. Times in ms. */

/** @typedef {import('@/lib/api.js').Upload} Upload */
/** @typedef {{code: string, title: string, detail: string, remedy: string}} UploadProblem */
/** @typedef {'waiting' | 'sending' | 'checking' | 'ready' | 'refused' | 'cancelled'} RowState */
/**
 * @typedef {object} Row
 * @property {number} id
 * @property {string} name
 * @property {number} size bytes
 * @property {RowState} state
 * @property {number} loaded bytes that have gone out
 * @property {number | null} speed bytes per second over the last seconds; null until it can be told
 * @property {UploadProblem | null} problem
 * @property {Upload | null} upload what the server made of it
 * @property {boolean} kept a second copy that is wanted
 * @property {{at: number, loaded: number}[]} samples
 */
/**
 * @typedef {{type: 'added', row: {id: number, name: string, size: number, problem: UploadProblem | null}}
 *   | {type: 'sending', id: number, at: number} | {type: 'progress', id: number, loaded: number, all: boolean, at: number}
 *   | {type: 'tick', at: number} | {type: 'ready', id: number, upload: Upload} | {type: 'refused', id: number, problem: UploadProblem}
 *   | {type: 'waiting', id: number} | {type: 'cancelled', id: number} | {type: 'kept', id: number} | {type: 'removed', id: number}} Act
 */

const WINDOW_MS = 4000
const SOONEST_MS = 400

/** @param {Row[]} rows @param {Act} act @returns {Row[]} */
export function rowsAfter(rows, act) {
  switch (act.type) {
    case 'added':
      return [...rows, { ...act.row, ...FRESH, state: act.row.problem ? 'refused' : 'waiting' }]
    case 'removed':
      return rows.filter((row) => row.id !== act.id)
    case 'tick':
      return rows.map((row) => (row.state === 'sending' ? measured(row, row.loaded, act.at) : row))
    default:
      return rows.map((row) => (row.id === act.id ? rowAfter(row, act) : row))
  }
}

const FRESH = { loaded: 0, speed: null, upload: null, kept: false, samples: [] }

/** @param {Row} row @param {Exclude<Act, {type: 'added' | 'removed' | 'tick'}>} act @returns {Row} */
function rowAfter(row, act) {
  switch (act.type) {
    case 'waiting':
      return { ...row, ...FRESH, problem: null, state: 'waiting' }
    case 'sending':
      return { ...row, ...FRESH, problem: null, state: 'sending', samples: [{ at: act.at, loaded: 0 }] }
    case 'progress': {
      if (row.state !== 'sending') return row
      const loaded = act.all ? row.size : Math.min(act.loaded, row.size) // the form around the file counts as well
      return { ...measured(row, loaded, act.at), state: act.all ? 'checking' : 'sending' }
    }
    case 'ready':
      return { ...row, state: 'ready', loaded: row.size, speed: null, samples: [], upload: act.upload }
    case 'refused':
      return { ...row, state: 'refused', speed: null, samples: [], problem: act.problem }
    case 'cancelled':
      return { ...row, state: 'cancelled', speed: null, samples: [] }
    case 'kept':
      return { ...row, kept: true }
  }
}

/** @param {Row} row @param {number} loaded @param {number} at @returns {Row} */
function measured(row, loaded, at) {
  const samples = [...row.samples, { at, loaded }]
  while (samples.length > 2 && samples[1].at <= at - WINDOW_MS) samples.shift()
  const [first] = samples
  const since = at - first.at
  return { ...row, loaded, samples, speed: since < SOONEST_MS ? null : ((loaded - first.loaded) / since) * 1000 }
}

/** 0 to 1. @param {Row} row */
export const fractionOf = (row) => (row.size ? row.loaded / row.size : 0)

/** Seconds until it has gone out; null while nobody can tell. @param {Row} row */
export const leftOf = (row) => (row.speed ? (row.size - row.loaded) / row.speed : null)

/** @param {Row} row */
export const isBusy = (row) => row.state === 'waiting' || row.state === 'sending' || row.state === 'checking'

/** A second copy about which nobody has decided yet. @param {Row} row */
export const isDouble = (row) => row.state === 'ready' && !row.kept && Boolean(row.upload?.same_as)
