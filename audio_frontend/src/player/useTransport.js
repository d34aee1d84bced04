// @ts-check
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { createMedia } from './media.js'
import { playerOf } from './staying/nowPlaying.js'
import { useStaying } from './staying/useStaying.js'

/** @typedef {import('./transport.js').Transport} Transport */

const TIMES_A_SECOND = 5

/** What a transport says of itself. @param {Transport} transport */
export const usePlaying = (transport) => useSyncExternalStore(transport.subscribe, transport.snapshot)

/** The play head in seconds, five times a second: for words and numbers. Drawings ask the transport themselves. @param {Transport} transport */
export function useTime(transport) {
  const subscribe = useCallback(
    (/** @type {() => void} */ tell) => {
      const unsubscribe = transport.subscribe(tell)
      const timer = setInterval(tell, 1000 / TIMES_A_SECOND)
      return () => {
        clearInterval(timer)
        unsubscribe()
      }
    },
    [transport],
  )
  return useSyncExternalStore(subscribe, () => Math.round(transport.time() * TIMES_A_SECOND) / TIMES_A_SECOND)
}

/**
 * One `<audio>` for as long as the component lives with this file, and on while it sounds.
 * @param {string} src @param {number} duration seconds @param {import('./staying/nowPlaying.js').Origin} origin what is said of it where its page isn't
 */
export function useMedia(src, duration, origin) {
  const media = useMemo(() => /** @type {import('./media.js').Media | undefined} */ (playerOf(src)) ?? createMedia(src, duration), [src, duration])
  useStaying(media, { key: src, origin, open: media.open })
  return media
}
