// @ts-check
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { api, problemOf } from '@/lib/api.js'
import { createAuditionPlayer } from './auditionPlayer.js'

/** @typedef {'waiting' | 'making' | 'ready' | 'failed'} State */
/** @typedef {Record<string, {state: State, reason?: string}>} States by voice; '' is the original */

export const ORIGINAL = ''

/** A player for as long as the component is there. */
export function useAuditionPlayer() {
  const player = useMemo(() => createAuditionPlayer(), [])
  useEffect(() => () => player.close(), [player])
  return { player, heard: useSyncExternalStore(player.subscribe, player.snapshot) }
}

/**
 * One after the other, in the order they are seen in, whom somebody waits for first; given up when the page goes.
 * @param {import('./auditionPlayer.js').AuditionPlayer} player
 * @param {string} fileId
 * @param {string[]} voices in the order of the cards
 * @param {{source?: string, pitch_shift?: number} | null} asked null: nothing yet
 */
export function useAuditions(player, fileId, voices, asked) {
  const [states, setStates] = useState(/** @type {States} */ ({}))
  const [attempt, setAttempt] = useState(0)
  const wanted = useRef(/** @type {string | null} */ (null))
  const settings = asked && JSON.stringify([fileId, asked])
  const order = JSON.stringify([ORIGINAL, ...voices])
  useEffect(() => () => (player.clear(), setStates({})), [player, settings])
  useEffect(() => {
    if (!settings) return undefined
    const leaving = new AbortController()
    void fill(player, fileId, { order: JSON.parse(order), asked: JSON.parse(settings)[1], wanted, signal: leaving.signal }, (id, state, reason) =>
      setStates((before) => ({ ...before, [id]: { state, reason } })),
    )
    return () => leaving.abort()
  }, [player, fileId, order, settings, attempt])
  /** Next, and once more where it failed. */
  const want = useCallback((/** @type {string | null} */ id) => {
    wanted.current = id
    if (id !== null && states[id]?.state === 'failed') setAttempt((count) => count + 1)
  }, [states])
  return { states, want }
}

/**
 * @param {import('./auditionPlayer.js').AuditionPlayer} player @param {string} fileId
 * @param {{order: string[], asked: {source?: string, pitch_shift?: number}, wanted: {current: string | null}, signal: AbortSignal}} plan
 * @param {(id: string, state: State, reason?: string) => void} tell
 */
async function fill(player, fileId, { order, asked, wanted, signal }, tell) {
  const left = order.filter((id) => !player.has(id))
  order.forEach((id) => tell(id, left.includes(id) ? 'waiting' : 'ready'))
  while (left.length && !signal.aborted) {
    const id = left.includes(wanted.current ?? '\0') ? /** @type {string} */ (wanted.current) : left[0]
    left.splice(left.indexOf(id), 1)
    tell(id, 'making')
    try {
      await player.add(id, await api.audition(fileId, { ...asked, ...(id && { voice: id }) }, signal))
      if (signal.aborted) return
      tell(id, 'ready')
      if (wanted.current === id) void player.play(id)
    } catch (error) {
      if (signal.aborted) return
      tell(id, 'failed', problemOf(error).detail)
    }
  }
}
