// @ts-check
/** Everything that was made. */

export const library = {
  title: 'Library', search: 'Search titles', filter: 'Show', list: 'Jobs', more: 'Show more', loading: 'Looking through the library…',
  filters: { all: 'All', active: 'At work', completed: 'Done', partial: 'Needs attention', stopped: 'Failed or cancelled' },
  empty: 'No covers yet', emptyHint: 'Songs you turn into covers are listed here, with everything that was made.', start: 'Make the first one',
  noMatch: 'Nothing matches', noMatchHint: 'Try another word, or show all.', showAll: 'Show all',
  cols: { title: 'Title', status: 'Status', voice: 'Voice', length: 'Length', size: 'Size', made: 'Made', acts: 'Actions' },
  /** @param {string} title */
  select: (title) => `Select ${title}`,
  selectAll: 'Select all listed', resume: 'Resume', download: 'Download',
  /** @param {string} act @param {string} title */
  about: (act, title) => `${act}: ${title}`,
  /** @param {number} count @param {string} size */
  sum: (count, size) => `${count} ${count === 1 ? 'job' : 'jobs'} listed, ${size} on disk`,
  /** @param {number} count @param {string} size */
  chosen: (count, size) => `${count} selected, ${size}`,
  clear: 'Clear selection',
  /** @param {number} count */
  deleteTitle: (count) => (count === 1 ? 'Delete this job?' : `Delete ${count} jobs?`),
  /** @param {string} size */
  deleteHint: (size) => `All their files are deleted; that frees about ${size}. The songs stay.`,
  /** @param {number} running */
  deleteRunning: (running) => (running === 1 ? 'One of them is still at work and is stopped.' : `${running} of them are still at work and are stopped.`),
  /** @param {number} count @param {string} size */
  deleted: (count, size) => `${count} ${count === 1 ? 'job' : 'jobs'} deleted; ${size} are free again.`,
  deleting: 'Deleting…',
}
