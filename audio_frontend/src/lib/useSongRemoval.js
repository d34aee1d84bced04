// @ts-check
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { api } from './api.js'
import { bytes } from './format.js'
import { keys } from './queries.js'
import { titleOf } from './song.js'
import { t } from './strings/index.js'

/** @typedef {{file_id: string, name: string, size?: number}} Doomed `size` in bytes, where it is known */

/** Deletes a song; refused while a job needs it. @param {() => void} [onGone] */
export function useSongRemoval(onGone) {
  const client = useQueryClient()
  return useMutation({
    /** @param {Doomed} song */
    mutationFn: (song) => api.deleteUpload(song.file_id),
    onSuccess: ({ freed_bytes }, { file_id, name }) => {
      client.removeQueries({ queryKey: keys.upload(file_id) })
      toast(t.songs.deleted(name, bytes(freed_bytes)))
      onGone?.()
      return client.invalidateQueries({ queryKey: keys.uploads, exact: true })
    },
  })
}

/** What is deleted, by the name it is known by. @param {import('./api.js').Upload} song @returns {Doomed} */
export const doomOf = (song) => ({ file_id: song.file_id, name: titleOf(song), size: song.size_bytes })
