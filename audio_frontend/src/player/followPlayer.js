// @ts-check
/** The lock screen and the media keys are of whoever has the floor: one way for every player that is worth a title. */
import { holdMediaSession } from '@/lib/sound/mediaSession.js'

/** @typedef {import('./transport.js').Transport} Transport */
/** @typedef {Pick<Transport, 'subscribe' | 'play' | 'pause' | 'seek' | 'time' | 'duration'> & {snapshot: () => Pick<import('./transport.js').Playing, 'state'>}} Player */
/** @typedef {Omit<import('@/lib/sound/mediaSession.js').Piece, 'duration'>} Named */
/** @typedef {{rename: (named: Named) => void, leave: () => void}} Following */

/** Whoever shows a player, it is followed once: the keys never change hands on the way from a page to another. @type {Map<Player, Following>} */
const followed = new Map()

/**
 * Takes the session when the player begins, as it takes the floor; keeps it in a pause, so that a key can go on, until
 * somebody else begins or it is left.
 * @param {Player} player @param {Named} named @returns {Following}
 */
export function followPlayer(player, named) {
  const known = followed.get(player)
  if (known) {
    known.rename(named)
    return known
  }
  let current = named
  const piece = () => ({ ...current, duration: player.duration })
  const acts = { play: () => player.play(), pause: () => player.pause(), seek: (/** @type {number} */ to) => player.seek(to), time: () => player.time() }
  /** @type {import('@/lib/sound/mediaSession.js').Held | null} */
  let held = null
  let isGoing = false
  const look = () => {
    const wasGoing = isGoing
    isGoing = player.snapshot().state !== 'paused'
    if (isGoing && !wasGoing) held = holdMediaSession(piece(), acts)
    held?.tell({ state: isGoing ? 'playing' : 'paused', time: player.time() })
  }
  const unsubscribe = player.subscribe(look)
  const following = {
    rename(/** @type {Named} */ next) {
      current = next
      held?.show(piece())
    },
    leave() {
      unsubscribe()
      held?.release()
      followed.delete(player)
    },
  }
  followed.set(player, following)
  look()
  return following
}

/** It is shown nowhere any more. @param {Player} player */
export const leavePlayer = (player) => followed.get(player)?.leave()
