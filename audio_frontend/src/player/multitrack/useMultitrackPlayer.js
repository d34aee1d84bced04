// @ts-check
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { playerOf } from '../staying/nowPlaying.js'
import { useStaying } from '../staying/useStaying.js'
import { MultitrackPlayer } from './MultitrackPlayer.js'

/**
 * The player for these tracks. When they are made anew the play head, the loop and the volume stay, and what played goes
 * on; it goes on as well when its page is left, and the page that comes back has it again.
 * @param {import('./MultitrackPlayer.js').Track[]} tracks keep the same array while they are the same files
 * @param {{duration: number, group: string, eager: boolean, origin: import('../staying/nowPlaying.js').Origin, mastering?: Map<string, import('./graph.js').Mastering>, sends?: Set<string>,
 *   keeps?: (group: string) => boolean, from?: import('../staying/nowPlaying.js').Stand | null}} options
 *   `eager`: fetch the first file before somebody plays; `origin`: what is said of it where its page isn't; `mastering`, `sends` (tracks with the reverb): keep the same while they are the same;
 *   `keeps`: whether this group, when it was chosen, is chosen still with the new files; `from`: where another player stood
 * @returns {MultitrackPlayer}
 */
export function useMultitrackPlayer(tracks, { duration, group, eager, origin, mastering, sends, keeps = () => true, from = null }) {
  const key = useMemo(() => JSON.stringify(tracks), [tracks])
  const player = useMemo(
    () => /** @type {MultitrackPlayer | undefined} */ (playerOf(key)) ?? new MultitrackPlayer(tracks, { duration, group, mastering, sends }),
    [key, tracks, duration, group, mastering, sends],
  )
  const keepsHere = (/** @type {string} */ chosen) => tracks.some((track) => track.group === chosen) && keeps(chosen)
  useStaying(player, { key, origin, open: () => player.open(eager), keeps: keepsHere, from })
  return player
}

/** @param {MultitrackPlayer} player @returns {import('./MultitrackPlayer.js').MultitrackState} */
export const useMultitrackState = (player) => useSyncExternalStore(player.subscribe, player.snapshot)

/** The loudest sample of the last moment in dB of full scale, some times a second; −Infinity is silence. @param {MultitrackPlayer} player */
export function usePeakDb(player) {
  const [peak, setPeak] = useState(-Infinity)
  useEffect(() => {
    const timer = setInterval(() => setPeak(Math.round(200 * Math.log10(player.peak())) / 10), 120)
    return () => clearInterval(timer)
  }, [player])
  return peak
}
