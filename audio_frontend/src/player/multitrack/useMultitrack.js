// @ts-check
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { createDesk } from './MultitrackPlayer.js'

/** @typedef {import('./MultitrackPlayer.js').Desk} Desk */

/**
 * The desk for these tracks. When they are made anew the play head, the loop and the volume stay, and what played goes on.
 * @param {import('./MultitrackPlayer.js').Track[]} tracks keep the same array while they are the same files
 * @param {{duration: number, group: string, eager: boolean}} options `eager`: fetch the first file before somebody plays
 * @returns {Desk}
 */
export function useDesk(tracks, { duration, group, eager }) {
  const desk = useMemo(() => createDesk(tracks, { duration, group }), [tracks, duration, group])
  const before = useRef(/** @type {{time: number, going: boolean, state: import('./MultitrackPlayer.js').DeskState} | null} */ (null))
  useEffect(() => {
    desk.open(eager)
    if (before.current) {
      const { time, going, state } = before.current
      desk.seek(time)
      desk.setLoop(state.loop)
      desk.setVolume(state.volume)
      desk.setMuted(state.muted)
      if (state.wanted !== group) desk.listen(state.wanted)
      if (going) desk.play()
    }
    return () => {
      const state = desk.snapshot()
      before.current = { time: desk.time(), going: state.state !== 'paused' || state.changed, state }
      desk.close()
    }
  }, [desk, eager, group])
  return desk
}

/** @param {Desk} desk @returns {import('./MultitrackPlayer.js').DeskState} */
export const useDeskState = (desk) => useSyncExternalStore(desk.subscribe, desk.snapshot)

/** The loudest sample of the last moment in dB of full scale, some times a second; −Infinity is silence. @param {Desk} desk */
export function usePeakDb(desk) {
  const [peak, setPeak] = useState(-Infinity)
  useEffect(() => {
    const timer = setInterval(() => setPeak(Math.round(200 * Math.log10(desk.peak())) / 10), 120)
    return () => clearInterval(timer)
  }, [desk])
  return peak
}
