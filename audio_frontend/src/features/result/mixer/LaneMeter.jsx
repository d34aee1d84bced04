// @ts-check
import { useEffect, useRef } from 'react'

const FLOOR_DB = -48
const TIMES_A_SECOND = 12

/** How loud this track is now, behind its fader: full at full scale. @param {{player: import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer, track: string}} props */
export function LaneMeter({ player, track }) {
  const bar = useRef(/** @type {HTMLDivElement | null} */ (null))
  useEffect(() => {
    const timer = setInterval(() => {
      const db = 20 * Math.log10(player.trackPeak(track))
      const share = Math.min(Math.max((db - FLOOR_DB) / -FLOOR_DB, 0), 1)
      if (bar.current) bar.current.style.width = `${share * 100}%`
    }, 1000 / TIMES_A_SECOND)
    return () => clearInterval(timer)
  }, [player, track])
  return (
    <div aria-hidden="true" className="mt-1 h-1 overflow-hidden rounded-full bg-line">
      <div ref={bar} data-testid={`meter ${track}`} className="h-full rounded-full bg-accent" style={{ width: 0 }} />
    </div>
  )
}
