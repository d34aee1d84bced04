// @ts-check
/** Which songs are in the list, by what stands in the address; and which of them are the same sound. Pure. */

/** @typedef {import('@/lib/api.js').Upload} Upload */
/** @typedef {{song: Upload, twin: Upload | null}} Listed `twin`: the one before it in the list that has the same bytes */

/** As many as the studio starts at once. */
export const MOST_SONGS = 100

/** @param {string | null} text "a,b" of `#/batch?songs=a,b` @returns {string[]} each once */
export const idsOf = (text) => [...new Set((text ?? '').split(',').filter(Boolean))]

/** @param {string[]} ids @param {string[]} more */
export const withIds = (ids, more) => [...new Set([...ids, ...more])]

/** In the order they stand in, without what isn't here (any more). @param {string[]} ids @param {readonly Upload[]} uploads @returns {Listed[]} */
export function listedOf(ids, uploads) {
  const songs = ids.flatMap((id) => uploads.find(({ file_id }) => file_id === id) ?? [])
  return songs.map((song, at) => ({ song, twin: songs.slice(0, at).find(({ sha256 }) => sha256 === song.sha256) ?? null }))
}
