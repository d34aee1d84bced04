// @ts-check
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { MultitrackPlayer } from './MultitrackPlayer.js'

/**
 * The player for these tracks. When they are made anew the play head, the loop and the volume stay, and what played goes on.
 * @param {import('./MultitrackPlayer.js').Track[]} tracks keep the same array while they are the same files
 * @param {{duration: number, group: string, eager: boolean, mastering?: Map<string, import('./graph.js').Mastering>, sends?: Set<string>, keeps?: (group: string) => boolean,
 *   from?: {time: number, going: boolean} | null}} options
 *   `eager`: fetch the first file before somebody plays; `mastering`, `sends` (tracks with the reverb): keep the same while they are the same;
 *   `keeps`: whether this group, when it was chosen, is chosen still with the new files; `from`: where another player stood
 * @returns {MultitrackPlayer}
 */
export function useMultitrackPlayer(tracks, { duration, group, eager, mastering, sends, keeps = () => true, from = null }) {
  const player = useMemo(() => new MultitrackPlayer(tracks, { duration, group, mastering, sends }), [tracks, duration, group, mastering, sends])
  const keepsNow = useRef(keeps)
  useEffect(() => {
    keepsNow.current = keeps
  })
  const before = useRef(/** @type {{time: number, going: boolean, state?: import('./MultitrackPlayer.js').MultitrackState} | null} */ (from))
  useEffect(() => {
    player.open(eager)
    if (before.current) {
      const { time, going, state } = before.current
      player.seek(time)
      if (state) {
        player.setLoop(state.loop)
        player.setVolume(state.volume)
        player.setMuted(state.muted)
      }
      if (state && state.selectedGroup !== group && keepsNow.current(state.selectedGroup)) player.selectGroup(state.selectedGroup)
      if (going) player.play()
    }
    return () => {
      const state = player.snapshot()
      before.current = { time: player.time(), going: state.state !== 'paused' || state.changed, state }
      player.close()
    }
  }, [player, eager, group])
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
