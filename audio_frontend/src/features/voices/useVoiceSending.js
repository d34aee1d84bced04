// @ts-check
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useReducer, useRef } from 'react'
import { api, problemOf } from '@/lib/api.js'
import { setConsent } from '@/lib/consent.js'
import { keys } from '@/lib/queries.js'

/** @typedef {import('@/lib/api.js').Voice} Voice */
/** @typedef {import('@/lib/consent.js').Rights} Rights */
/** @typedef {{step: 'asking', problem: import('@/lib/api.js').ProblemError | null} | {step: 'sending', loaded: number, total: number}
 *   | {step: 'working'} | {step: 'done', voice: Voice}} Adding */

/** @type {Adding} */
const START = { step: 'asking', problem: null }

/** @param {Adding} _ @param {Adding} next @returns {Adding} */
const replaced = (_, next) => next

/**
 * Send the files of a voice, wait for what the studio makes of them. Going away, or cancelling, leaves no voice behind.
 * @template {{rights: Rights | null}} W
 * @param {(wanted: W, sending: import('@/lib/api.js').Sending) => Promise<Voice>} send @param {(wanted: W) => File[]} filesOf
 */
export function useVoiceSending(send, filesOf) {
  const [state, tell] = useReducer(replaced, START)
  const client = useQueryClient()
  const line = useRef(/** @type {{cut: AbortController, sent: boolean} | null} */ (null))

  /** @param {W} wanted */
  const add = async (wanted) => {
    const own = { cut: new AbortController(), sent: false }
    const size = filesOf(wanted).reduce((sum, file) => sum + file.size, 0)
    line.current = own
    tell({ step: 'sending', loaded: 0, total: size })
    /** @param {number} loaded @param {number} total */
    const onProgress = (loaded, total) => {
      if (line.current !== own) return
      own.sent = loaded >= (total || size)
      tell(own.sent ? { step: 'working' } : { step: 'sending', loaded: Math.min(loaded, size), total: size })
    }
    try {
      const voice = await send(wanted, { signal: own.cut.signal, onProgress })
      if (line.current !== own) return void (await api.deleteVoice(voice.voice_id).catch(() => {}))
      if (wanted.rights) setConsent(voice.voice_id, wanted.rights)
      client.invalidateQueries({ queryKey: keys.voices })
      tell({ step: 'done', voice })
    } catch (error) {
      if (line.current === own) tell({ step: 'asking', problem: problemOf(error) })
    }
  }

  /** Files that are on their way are cut off; what has arrived is deleted when the studio is done with it. */
  const cancel = () => {
    const own = line.current
    line.current = null
    if (own && !own.sent) own.cut.abort()
    tell(START)
  }

  useEffect(
    () => () => {
      const own = line.current
      line.current = null
      if (own && !own.sent) own.cut.abort()
    },
    [],
  )
  return { state, add, cancel }
}
