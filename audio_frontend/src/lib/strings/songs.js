// @ts-check
/** All songs, and the covers of one. */

export const songs = {
  title: 'Songs', search: 'Search title, artist or file', list: 'Songs', loading: 'Looking through the songs…', more: 'Show more',
  /** @param {number} count @param {string} size */
  sum: (count, size) => `${count} ${count === 1 ? 'song' : 'songs'}, ${size} on disk`,
  /** @param {number} count @param {number} all */
  found: (count, all) => `${count} of ${all} ${all === 1 ? 'song' : 'songs'} match`,
  demo: 'Demo',
  empty: 'No songs yet', emptyHint: 'Every song you add is listed here.', add: 'Add a song',
  noMatch: 'No song matches', noMatchHint: 'Try another word of its title, its artist or its file’s name.', showAll: 'Show all',
  /** @param {string} name */
  covers: (name) => `Covers of ${name}`,
  /** @param {string} name */
  remove: (name) => `Delete ${name}`,
  deleteTitle: 'Delete this song?',
  /** @param {string} size */
  deleteHint: (size) => `That frees ${size}. Covers made from it stay.`,
  /** @param {string} name @param {string} size */
  deleted: (name, size) => `“${name}” is deleted; ${size} are free again.`,
  deleting: 'Deleting…',
  damaged: {
    /** @param {number} count */
    title: (count) => (count === 1 ? 'One song can’t be read any more' : `${count} songs can’t be read any more`),
    detail: 'Their entries on this disk are damaged. They can only be deleted.',
    name: 'Damaged entry',
  },
  versions: {
    title: 'Covers of this song', listen: 'Hear them side by side', list: 'Covers', loading: 'Looking for covers…', drawing: 'Drawing the sound…',
    /** @param {number} count */
    open: (count) => (count === 0 ? 'Covers' : `Covers (${count})`),
    make: 'Make a cover', all: 'All songs', gone: 'A song that was deleted', goneHint: 'The song itself is gone; its covers are still here.',
    none: 'No cover yet', noneHint: 'Every whole cover you make of this song is listed here, to be compared with the original and with each other.',
    ownKey: 'original key',
    /** @param {string} steps */
    moved: (steps) => `${steps} ${/^[+−]1$/.test(steps) ? 'semitone' : 'semitones'}`,
    /** @param {string} label @param {number} number */
    again: (label, number) => `${label} (${number})`,
    heard: 'What you hear', original: 'Original',
    /** @param {string} db */
    lowered: (db) => `All play equally loud here; this one is turned down by ${db} dB.`,
    level: 'All play equally loud here; this one plays as it is.',
    /** @param {string} label */
    opening: (label) => `Getting “${label}” ready. The first time takes a few seconds.`,
    /** @param {string} label */
    back: (label) => `Switch to ${label}`,
    backHint: 'Key X: between the last two you heard.',
    /** @param {string} label */
    pageOf: (label) => `Open ${label}`,
    others: 'At work or without a result', older: 'Older covers',
    tries: 'Tries', triesHint: 'Short takes of a part of the song. They are not in the library.',
    /** @param {string} from @param {string} to */
    part: (from, to) => `${from}–${to}`,
  },
  whole: {
    make: 'Make the whole cover', starting: 'Starting…', waiting: 'Waiting for the studio to answer.',
    /** @param {string} taken @param {string} all */
    hint: (taken, all) => `This is a try of ${taken}. Like it? Make all ${all} of the song the same way.`,
  },
}
