// @ts-check
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, isGone } from '@/lib/api.js'
import { keys, useUploads } from '@/lib/queries.js'
import { titleOf } from '@/lib/song.js'

/** @typedef {import('./nowPlaying.js').Entry} Entry */
/** @typedef {import('./nowPlaying.js').Version} Version */

/** The job of what is heard: asked anew whenever jobs are, in this tab or another. @param {Version | undefined} version */
const useJob = (version) =>
  useQuery({ queryKey: [...keys.jobs, 'playing', version?.jobId], queryFn: () => api.job(version?.jobId ?? ''), enabled: Boolean(version) })

/** As it is now, or was when it was there last: what was deleted is named still. @param {import('@/lib/song.js').Song | undefined} song */
function useLast(song) {
  const [last, setLast] = useState(song)
  if (song && song !== last) setLast(song)
  return song ?? last
}

/**
 * What is known now of what plays: its name may be another one by now, and it may be deleted.
 * @param {Entry['origin']} origin @param {string | undefined} group that is heard
 * @returns {{song: import('@/lib/song.js').Song | undefined, title: string, artist: string, gone: boolean}}
 */
export function useKnown({ fileId, versions }, group) {
  const version = versions.find(({ value }) => value === group)
  const job = useJob(version)
  const songs = useUploads().data
  const found = songs?.find(({ file_id }) => file_id === fileId)
  const song = useLast(found)
  const title = (version?.title !== undefined && (job.data?.title ?? version.title)) || (song ? titleOf(song) : (version?.label ?? ''))
  return { song, title, artist: song?.artist ?? '', gone: version ? isGone(job.error) : Boolean(songs && !found) }
}
