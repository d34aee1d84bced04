// @ts-check
import { useSyncExternalStore } from 'react'
import { onAddress } from './useRoute.js'

const words = () => window.location.hash.split('?')[1] ?? ''

/** As it stands in the address now. */
export const hashSearch = () => new URLSearchParams(words())

/** What stands behind the `?` of `#/jobs?q=…` or `#/songs?q=…`: a reload and the back button keep it. */
export function useHashSearch() {
  return new URLSearchParams(useSyncExternalStore(onAddress, words))
}

/** Written in place, so that typing doesn't fill the history. @param {Record<string, string>} values empty ones are left out */
export function setHashSearch(values) {
  const [place] = window.location.hash.split('?')
  const search = new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString()
  const next = search ? `${place}?${search}` : place
  if (next === window.location.hash) return
  window.history.replaceState(window.history.state, '', next)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}
