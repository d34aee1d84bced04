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
}
