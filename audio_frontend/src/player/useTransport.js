// @ts-check
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import { createMedia } from './media.js'

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

/** One `<audio>` for as long as the component lives with this file. @param {string} src @param {number} duration seconds */
export function useMedia(src, duration) {
  const media = useMemo(() => createMedia(src, duration), [src, duration])
  useEffect(() => {
    media.open()
    return () => media.close()
  }, [media])
  return media
}
