// @ts-check
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, urls } from '@/lib/api.js'
import { openWav } from '@/player/multitrack/wavSource.js'

/** @typedef {import('./remix.js').Lane} Lane */

/** What the studio puts into the room. */
const VOICES = ['vocals', 'double', 'harmony']

/** @param {Lane[]} lanes */
export const voicesOf = (lanes) => new Set(lanes.map(({ id }) => /** @type {string} */ (id)).filter((id) => VOICES.includes(id)))

/**
 * The reverb of your mix, heard: the voices before their reverb, in the very room that the studio has made for this song.
 * @param {import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer} player @param {{jobId: string, sha256: string}} of
 * @param {number} level 0 to 1
 */
export function useReverb(player, { jobId, sha256 }, level) {
  const { data } = useQuery({ queryKey: ['job', jobId, 'room', sha256], queryFn: ({ signal }) => roomOf(jobId, sha256, signal), enabled: level > 0, staleTime: Infinity })
  useEffect(() => player.setReverb({ level, room: data?.room ?? null, inverted: Boolean(data?.inverted) }), [player, level, data])
}

/** @param {string} jobId @param {string} sha256 @param {AbortSignal} signal */
async function roomOf(jobId, sha256, signal) {
  const [file, report] = await Promise.all([openWav(`${urls.download(jobId, { format: 'wav', stem: 'room' })}#${sha256}`, signal), api.report(jobId)])
  const { sampleRate, channels, frames } = file.format
  const room = new AudioBuffer({ sampleRate, numberOfChannels: channels, length: frames })
  const sides = await file.read(0, frames, signal)
  sides.forEach((side, channel) => room.copyToChannel(side, channel))
  return { room, inverted: channels > 1 && report.polarity_inverted }
}
