// @ts-check
/** What was set, step by step: undone and done again. Pure. */

/**
 * @template T
 * @typedef {{now: T, past: T[], future: T[], control: string, at: number}} History `control` was moved last, `at` milliseconds
 */

const ONE_MOVE_MS = 900
const MOST_STEPS = 100

/** @template T @param {T} now @returns {History<T>} */
export const historyOf = (now) => ({ now, past: [], future: [], control: '', at: 0 })

/** One more step; a control that is dragged on is one step. @template T @param {History<T>} history @param {T} next @param {string} control @param {number} at @returns {History<T>} */
export function stepped(history, next, control, at) {
  const goesOn = control !== '' && control === history.control && at - history.at < ONE_MOVE_MS
  return { now: next, past: goesOn ? history.past : [...history.past, history.now].slice(-MOST_STEPS), future: [], control, at }
}

/** @template T @param {History<T>} history @returns {History<T>} */
export function undone(history) {
  const { now, past, future } = history
  return past.length ? { now: past[past.length - 1], past: past.slice(0, -1), future: [now, ...future], control: '', at: 0 } : history
}

/** @template T @param {History<T>} history @returns {History<T>} */
export function redone(history) {
  const { now, past, future } = history
  return future.length ? { now: future[0], past: [...past, now], future: future.slice(1), control: '', at: 0 } : history
}
