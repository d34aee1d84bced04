// @ts-check
import { useState } from 'react'
import { getConsent, setConsent } from '@/lib/consent.js'

/** @typedef {import('@/lib/consent.js').Rights} Rights */

/** What was said of the right to use each voice; remembered for the voice. */
export function useConsent() {
  const [statements, setStatements] = useState(/** @type {Record<string, Rights>} */ ({}))
  /** @param {string} voiceId @returns {Rights | null} */
  const rightsOf = (voiceId) => statements[voiceId] ?? getConsent(voiceId)
  /** @param {string} voiceId @param {Rights} next */
  const say = (voiceId, next) => {
    setConsent(voiceId, next)
    setStatements({ ...statements, [voiceId]: next })
  }
  return { rightsOf, say }
}
