// @ts-check
import { useSyncExternalStore } from 'react'

/** @param {() => void} tell */
const subscribe = (tell) => {
  const timer = setInterval(tell, 1000)
  return () => clearInterval(timer)
}
const second = () => Math.floor(Date.now() / 1000)

/** Seconds since 1970, once a second. */
export const useNow = () => useSyncExternalStore(subscribe, second)
