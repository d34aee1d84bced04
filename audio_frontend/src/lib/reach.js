// @ts-check
/** Whether the studio answers, for every part of the page: what is said about a mishap goes when the mishap is over. */
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'

/** @returns {{add: (listener: () => void) => () => void, tell: () => void}} */
function listeners() {
  /** @type {Set<() => void>} */
  const all = new Set()
  return {
    add: (listener) => {
      all.add(listener)
      return () => void all.delete(listener)
    },
    tell: () => all.forEach((listener) => listener()),
  }
}

let away = false
const changes = listeners()
const misses = listeners()

/** @param {boolean} next as the question after its health says */
export function setAway(next) {
  if (away === next) return
  away = next
  changes.tell()
}

/** A question was not answered: worth asking at once whether the studio is there. */
export const tellMiss = misses.tell
export const onMiss = misses.add

/** @returns {boolean} nobody answers now */
export const useAway = () => useSyncExternalStore(changes.add, () => away)

/** @param {() => void} act when the studio answers again */
export function useReturn(act) {
  const isAway = useAway()
  const latest = useRef(act)
  const wasAway = useRef(isAway)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    if (wasAway.current && !isAway) latest.current()
    wasAway.current = isAway
  }, [isAway])
}

/**
 * Whether a failure is over because the studio, which did not answer, is back.
 * @param {unknown} error @param {boolean} isMiss whether it came of that
 */
export function useOver(error, isMiss) {
  const isAway = useAway()
  const [missed, setMissed] = useState(/** @type {unknown} */ (null)) // the error in whose time it was away
  if (isMiss && isAway && missed !== error) setMissed(error)
  return isMiss && missed === error && !isAway
}
