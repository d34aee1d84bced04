// @ts-check
/** Where a key takes the play head: what a slider promises. */

/** @type {Record<string, number>} seconds */
const STEPS = {
  ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1,
  'Shift+ArrowLeft': -5, 'Shift+ArrowDown': -5, 'Shift+ArrowRight': 5, 'Shift+ArrowUp': 5,
  PageUp: 10, PageDown: -10,
}

/** The new time in seconds, or null for a key that moves nothing. @param {string} name as `nameOf` says it @param {number} time @param {number} duration */
export function moved(name, time, duration) {
  if (name === 'Home') return 0
  if (name === 'End') return duration
  const step = STEPS[name]
  return step === undefined ? null : Math.min(Math.max(time + step, 0), duration)
}
