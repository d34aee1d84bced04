// @ts-check
/** A passage of the song in every voice. */

export const audition = {
  title: 'Hear it in every voice',
  /** @param {string} start @param {string} stop */
  passage: (start, stop) => `${start} to ${stop}, where most is sung`,
  waiting: 'Looking for the best sung seconds…',
  original: 'Original',
  cards: 'Voices to hear it in',
  /** @type {Record<'waiting' | 'making' | 'ready' | 'failed', string>} */
  state: { waiting: 'In a moment', making: 'Singing…', ready: 'Ready', failed: 'Not to be had' },
  playing: 'Playing',
  /** @param {string} name */
  listen: (name) => `Listen to ${name}`,
  /** @param {number} ready @param {number} all */
  count: (ready, all) => `${ready} of ${all} ready`,
  stop: 'Stop',
  /** @param {string} name */
  make: (name) => `Make the whole song with ${name}`,
  starting: 'Starting…',
  choose: 'Choose a voice to make the whole song with it.',
  demo: 'The demo song. Add one of yours below, and hear that.',
}
