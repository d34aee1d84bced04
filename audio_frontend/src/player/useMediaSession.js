// @ts-check
/** The lock screen and the media keys are of whoever has the floor: one way for every player that is worth a title. */
import { useEffect, useRef } from 'react'
import { urls } from '@/lib/api.js'
import { holdMediaSession } from '@/lib/sound/mediaSession.js'
import { titleOf } from '@/lib/song.js'

/** @typedef {import('./transport.js').Transport} Transport */
/** @typedef {Pick<Transport, 'subscribe' | 'play' | 'pause' | 'seek' | 'time' | 'duration'> & {snapshot: () => Pick<import('./transport.js').Playing, 'state'>}} Player */
/** @typedef {Omit<import('@/lib/sound/mediaSession.js').Piece, 'duration'>} Named */

/** What it is called: the song, or what was made of it. @param {import('@/lib/song.js').Song | null | undefined} song where it is there still @param {string} [title] of the cover @returns {Named} */
export const pieceOf = (song, title) => ({
  title: title ?? (song?.filename ? titleOf(song) : ''),
  ...(song?.artist && { artist: song.artist }),
  ...(song?.has_cover && { artwork: urls.cover(song.file_id) }),
})

/**
 * Takes the session when the player begins, as it takes the floor; keeps it in a pause, so that a key can go on, until
 * somebody else begins or it is left.
 * @param {Player} player @param {() => Named} named
 */
export function followPlayer(player, named) {
  const piece = () => ({ ...named(), duration: player.duration })
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
  look()
  return {
    rename: () => held?.show(piece()),
    leave() {
      unsubscribe()
      held?.release()
    },
  }
}

/** @param {Player} player @param {Named} named */
export function useMediaSession(player, named) {
  const { title, artist, artwork } = named
  const latest = useRef(named)
  const following = useRef(/** @type {ReturnType<typeof followPlayer> | null} */ (null))
  useEffect(() => {
    latest.current = { title, artist, artwork }
    following.current?.rename()
  }, [title, artist, artwork])
  useEffect(() => {
    const now = (following.current = followPlayer(player, () => latest.current))
    return () => now.leave()
  }, [player])
}
