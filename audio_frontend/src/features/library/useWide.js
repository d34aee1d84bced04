// @ts-check
import { useSyncExternalStore } from 'react'

const wide = () => window.matchMedia('(min-width: 48rem)')

/** @param {() => void} tell */
const subscribe = (tell) => {
  const media = wide()
  media.addEventListener('change', tell)
  return () => media.removeEventListener('change', tell)
}

/** Room for a table, and not only for cards. */
export const useWide = () => useSyncExternalStore(subscribe, () => wide().matches)
