// @ts-check
/** What a song is called: by its tags where they say, else by its file. Pure. */

/** @typedef {Pick<import('./api.js').Upload, 'file_id' | 'filename'> & Partial<Pick<import('./api.js').Upload, 'title' | 'artist' | 'has_cover'>>} Song */

/** The title, or the file's name as it is. @param {Song} song */
export const titleOf = ({ title, filename }) => title || filename

/** What stands beneath: the artist, and the file's name where the title isn't that already. @param {Song} song @returns {string[]} */
export const beneath = ({ title, artist, filename }) => [artist, title && filename].filter((line) => typeof line === 'string' && line !== '').map(String)

/** "Evening Song" → "ES": of the first two words that begin with a letter or a digit; "" where none does. @param {string} title */
export const initialsOf = (title) =>
  title.normalize('NFC').split(/[\s_\-–—.]+/).map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? '').filter(Boolean).slice(0, 2).join('').toUpperCase()

/** Whether a song is meant by what was typed: all words, anywhere in title, artist or file name. @param {Song} song @param {string} typed */
export function isMeant({ title, artist, filename }, typed) {
  const known = plain([title, artist, filename].join(' '))
  return plain(typed).split(/\s+/).every((word) => known.includes(word))
}

/** Without case and accents: "Björk" is found by "bjork". @param {string} text */
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
