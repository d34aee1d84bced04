// @ts-check
import { useEffect, useRef } from 'react'
import { endOther, leavePage, relieve, standOf, takeBack } from './nowPlaying.js'

/** @typedef {import('./nowPlaying.js').StayingPlayer} StayingPlayer */
/** @typedef {import('./nowPlaying.js').Stand} Stand */

/**
 * Opens a player for as long as its page shows it. What sounds when the page is left stays; another player for the same
 * page goes on where the one before it stood, with its loop, its volume and what was heard.
 * @param {StayingPlayer} player
 * @param {{key: string, origin: import('./nowPlaying.js').Origin, open: () => void, from?: Stand | null, keeps?: (group: string) => boolean}} options
 *   `from`: where a player of another kind stood; `keeps`: whether this group, when it was chosen, is chosen still with the new files
 */
export function useStaying(player, options) {
  const latest = useRef(options)
  const isLeaving = useRef(false)
  const before = useRef(options.from ?? null)
  useEffect(() => {
    latest.current = options
  })
  useEffect(() => {
    isLeaving.current = false
    return () => {
      isLeaving.current = true
    }
  }, [])
  useEffect(() => void import('./Bar.jsx').catch(() => {}), []) // here before the page is left, also when the studio is stopped then
  useEffect(() => player.subscribe(() => player.snapshot().state !== 'paused' && endOther(player)), [player])
  useEffect(() => {
    if (!takeBack(player)) {
      const { key, origin, open, keeps } = latest.current
      open()
      const relieved = relieve({ key, place: origin.place })
      const stand = before.current ?? relieved
      if (stand) standAt(player, stand, keeps)
    }
    return () => {
      before.current = standOf(player)
      if (isLeaving.current) leavePage({ player, key: latest.current.key, origin: latest.current.origin })
      else player.close()
    }
  }, [player])
}

/** @param {StayingPlayer} player @param {Stand} stand @param {(group: string) => boolean} [keeps] */
function standAt(player, { time, going, state }, keeps = () => true) {
  player.seek(time)
  if (state) {
    player.setLoop(state.loop)
    player.setVolume(state.volume)
    player.setMuted(state.muted)
    const group = state.selectedGroup
    if (group !== undefined && group !== player.snapshot().selectedGroup && keeps(group)) player.selectGroup?.(group)
  }
  if (going) player.play()
}
