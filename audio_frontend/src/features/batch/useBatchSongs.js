// @ts-check
import { useEffect } from 'react'
import { toast } from 'sonner'
import { useAudioUpload } from '@/features/intake/useAudioUpload.js'
import { isBusy } from '@/features/intake/uploadRows.js'
import { hashSearch, setHashSearch, useHashSearch } from '@/lib/place/useHashSearch.js'
import { routeOf } from '@/lib/place/useRoute.js'
import { useUploads } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { idsOf, listedOf, withIds } from './batchSongs.js'

/** What is offered to be undone, as long as the list is shown. @type {Set<string | number>} */
const offers = new Set()

/** Whether the address is this page's still: another page has its own search there, which is left alone. */
export const isHere = () => routeOf(window.location.hash).page === 'batch'

/** @param {(ids: string[]) => string[]} change @param {string} [into] the batch that the others are in already */
const change = (change, into = hashSearch().get('into') ?? '') => setHashSearch({ songs: change(idsOf(hashSearch().get('songs'))).join(','), into })

/** @param {string[]} ids */
export const addSongs = (ids) => change((before) => withIds(before, ids))

/** Back where it was. @param {string} id @param {number} at */
const putBack = (id, at) => change((before) => withIds([...before.slice(0, at), id], before.slice(at)))

/** @param {string[]} ids @param {string} [into] */
export const removeSongs = (ids, into) => change((before) => before.filter((id) => !ids.includes(id)), into)

/** One is left out, and may come back while the list is shown. @param {string} id @param {string} name @param {number} at */
export function leaveOut(id, name, at) {
  removeSongs([id])
  offers.add(toast(t.batch.removed(name), { action: { label: t.batch.undo, onClick: () => putBack(id, at) } }))
}

function withdrawOffers() {
  offers.forEach((offer) => toast.dismiss(offer))
  offers.clear()
}

/** The songs of the list: they stand in the address, so that a reload keeps them; what has come in joins them by itself. */
export function useBatchSongs() {
  const asked = useHashSearch()
  const ids = idsOf(asked.get('songs'))
  const { data: uploads, error, refetch, isFetching } = useUploads()
  const { rows, dismiss } = useAudioUpload()
  useEffect(() => {
    const arrived = rows.flatMap((row) => (row.upload ? [{ id: row.id, fileId: row.upload.file_id }] : []))
    if (!arrived.length || !isHere()) return
    addSongs(arrived.map(({ fileId }) => fileId))
    arrived.forEach(({ id }) => dismiss(id))
  }, [rows, dismiss])
  useEffect(() => withdrawOffers, [])
  const listed = uploads && listedOf(ids, uploads)
  return {
    listed, error, refetch, coming: rows.filter(isBusy).length, into: asked.get('into'),
    gone: listed && !isFetching ? ids.length - listed.length : 0, // what came in just now is not in an older answer
  }
}
