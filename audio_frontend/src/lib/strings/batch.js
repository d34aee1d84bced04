// @ts-check
/** Many songs at once: one voice and one set of settings for all, and what becomes of them. */

/** @param {number} count */
const covers = (count) => (count === 1 ? '1 cover' : `${count} covers`)

/** @param {number} count */
const songs = (count) => (count === 1 ? '1 song' : `${count} songs`)

export const batch = {
  title: 'One voice for many songs',
  hint: 'Add the songs, choose once, and a cover is made of each.',
  /** @param {number} count */
  all: (count) => `One voice for all ${count} songs`,
  allHint: 'The same voice and settings, a cover of each.',
  drop: 'Drop more songs here',
  songs: 'Songs', loading: 'Looking for the songs…',
  /** @param {number} count @param {string} time */
  sum: (count, time) => `${songs(count)}, ${time} in all`,
  none: 'No songs yet', noneHint: 'Drop several files or a whole folder anywhere on this page.',
  /** @param {string} name */
  remove: (name) => `Leave out ${name}`,
  /** @param {string} name */
  removed: (name) => `“${name}” is left out.`,
  undo: 'Undo',
  /** @param {string} name */
  twin: (name) => `The same song as “${name}” in this list; one cover is made of both.`,
  /** @param {number} count */
  gone: (count) => (count === 1 ? 'One song of this list has been deleted.' : `${count} songs of this list have been deleted.`),
  refused: 'No cover of this one',
  /** @param {string} name */
  heardIn: (name) => `Heard in “${name}”, the first of your songs. The voice you choose sings in all of them.`,
  /** @param {number} count @param {string} name */
  makeWith: (count, name) => `Make ${covers(count)} with ${name}`,
  /** @param {number} count */
  make: (count) => `Make ${covers(count)}`,
  parts: songs,
  /** @param {number} count */
  wait: (count) => `${count === 1 ? 'One song is' : `${count} songs are`} still on the way: wait, or cancel ${count === 1 ? 'it' : 'them'} above.`,
  unfit: 'None of these songs can be taken as it is; each says why.',
  /** @param {number} most */
  most: (most) => `A batch has ${most} songs at most: leave some out.`,
  startedOthers: 'The covers of the others are being made.',
  startedHint: 'The songs below could not be taken; change what is in the way, and they join the others.',
  /** @param {number} count @param {number} of */
  startedAway: (count, of) => (count === of ? `${covers(of)} started.` : `${count} of ${covers(of)} started; the rest could not be taken.`),
  look: 'Look at them',
  /** @param {number} count */
  row: (count) => `${count} songs`,
  /** @param {string} name */
  open: (name) => `Show what is in it: ${name}`,
  members: 'Covers of this batch',
  is: { queued: 'waiting', running: 'running', completed: 'done', partial: 'need attention', failed: 'failed', cancelled: 'cancelled' },
  /** @param {string} name */
  progress: (name) => `Made of ${name}`,
  /** @param {string} time */
  left: (time) => `about ${time} left`,
  cancel: 'Cancel all', cancelTitle: 'Cancel what is not finished?',
  /** @param {number} count */
  cancelHint: (count) => `${count === 1 ? 'One cover is' : `${count} covers are`} not finished yet and would be stopped. What is finished stays, and the others can be resumed.`,
  /** @param {number} count */
  resume: (count) => `Resume ${count}`,
  download: 'Download all finished',
  /** @param {string} title @param {string} detail */
  notResumed: (title, detail) => `${title}: ${detail}`,
  notResumedTitle: 'Some could not be resumed',
  voices: 'several voices',
}
