// @ts-check
import { useState } from 'react'
import { getConsent, setConsent } from '../utils/consent.js'

/** @typedef {import('../utils/consent.js').Rights} Rights */

/** What was said of the right to use this voice; remembered for the voice. @param {string} voiceId */
export function useConsent(voiceId) {
  const [said, setSaid] = useState(/** @type {Record<string, Rights>} */ ({}))
  const rights = said[voiceId] ?? getConsent(voiceId)
  /** @param {Rights} next */
  const say = (next) => {
    setConsent(voiceId, next)
    setSaid({ ...said, [voiceId]: next })
  }
  return { rights, say }
}
