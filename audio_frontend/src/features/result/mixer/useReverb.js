// @ts-check
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '@/lib/api.js'
import { makeRoom } from '@/player/multitrack/room.js'

/** @typedef {import('./remix.js').Lane} Lane */

/** What the studio puts into the room. */
const VOICES = ['vocals', 'double', 'harmony']

/** @param {Lane[]} lanes */
export const voicesOf = (lanes) => new Set(lanes.map(({ id }) => /** @type {string} */ (id)).filter((id) => VOICES.includes(id)))

/** Files that have reverb in them can't be made drier, nor wetter without doing it twice. @param {import('./remix.js').AudioConfig} config that made the files */
export const hearsReverb = ({ mixing }) => !mixing.reverb

/**
 * The reverb of your mix, heard: in a room that decays as the studio measured this song's.
 * @param {import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer} player @param {{jobId: string, sha256: string, sampleRate: number}} of
 * @param {number} wanted 0 to 1 @param {import('./remix.js').AudioConfig} config
 */
export function useReverb(player, { jobId, sha256, sampleRate }, wanted, config) {
  const level = hearsReverb(config) ? wanted : 0
  const { data: room = null } = useQuery({
    queryKey: ['job', jobId, 'room', sha256],
    queryFn: async () => makeRoom(sampleRate, (await api.report(jobId)).reverb_decay_s ?? 0.8),
    enabled: level > 0,
    staleTime: Infinity,
  })
  useEffect(() => player.setReverb({ level, room }), [player, level, room])
}
