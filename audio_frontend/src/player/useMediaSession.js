// @ts-check
import { useEffect, useRef } from 'react'
import { urls } from '@/lib/api.js'
import { titleOf } from '@/lib/song.js'
import { followPlayer, leavePlayer } from './followPlayer.js'
import { isStaying } from './staying/nowPlaying.js'

/** @typedef {import('./followPlayer.js').Player} Player */
/** @typedef {import('./followPlayer.js').Named} Named */

/** What it is called: the song, or what was made of it. @param {import('@/lib/song.js').Song | null | undefined} song where it is there still @param {string} [title] of the cover @returns {Named} */
export const pieceOf = (song, title) => ({
  title: title ?? (song?.filename ? titleOf(song) : ''),
  ...(song?.artist && { artist: song.artist }),
  ...(song?.has_cover && { artwork: urls.cover(song.file_id) }),
})

/** The keys are this player's while it is shown, and as long as it stays after that. @param {Player} player @param {Named} named */
export function useMediaSession(player, named) {
  const { title, artist, artwork } = named
  const latest = useRef(named)
  useEffect(() => {
    latest.current = { title, artist, artwork }
    followPlayer(player, latest.current)
  }, [player, title, artist, artwork])
  useEffect(() => {
    followPlayer(player, latest.current) // again, where React tries every effect twice
    return () => void (isStaying(player) || leavePlayer(player))
  }, [player])
}
