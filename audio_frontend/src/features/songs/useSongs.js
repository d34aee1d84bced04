// @ts-check
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { api } from '@/lib/api.js'
import { bytes } from '@/lib/format.js'
import { keys } from '@/lib/queries.js'
import { titleOf } from '@/lib/song.js'
import { t } from '@/lib/strings/index.js'

/** @typedef {import('@/lib/api.js').Upload} Upload */

/** All songs, newest first, and the ids of those that can't be read any more. */
export const useSongs = () => useQuery({ queryKey: keys.uploads, queryFn: api.uploads })

/** Deletes a song; refused while a job needs it. @param {() => void} onGone */
export function useSongRemoval(onGone) {
  const client = useQueryClient()
  return useMutation({
    /** @param {{file_id: string, name: string}} song */
    mutationFn: (song) => api.deleteUpload(song.file_id),
    onSuccess: ({ freed_bytes }, { file_id, name }) => {
      client.removeQueries({ queryKey: keys.upload(file_id) })
      toast(t.songs.deleted(name, bytes(freed_bytes)))
      onGone()
      return client.invalidateQueries({ queryKey: keys.uploads, exact: true })
    },
  })
}

/** What is deleted, by the name it is known by. @param {Upload} song */
export const doomOf = (song) => ({ file_id: song.file_id, name: titleOf(song), size: song.size_bytes })
