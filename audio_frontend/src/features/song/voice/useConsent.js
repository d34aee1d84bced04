// @ts-check
import { useState } from 'react'
import { getConsent, isRights, setConsent } from '@/lib/consent.js'
import { useLimits } from '@/lib/queries.js'

/** @typedef {import('@/lib/consent.js').Rights} Rights */

/**
 * What was said of the right to use each voice: here, once, remembered for the voice; else when the voice was added; else
 * for all jobs of this computer.
 */
export function useConsent() {
  const [statements, setStatements] = useState(/** @type {Record<string, Rights>} */ ({}))
  const usual = useLimits().data?.voice_rights
  /** @param {import('@/lib/api.js').Voice} voice @returns {Rights | null} */
  const rightsOf = ({ voice_id, facts }) => statements[voice_id] ?? getConsent(voice_id) ?? (isRights(facts.rights) ? facts.rights : null) ?? usual ?? null
  /** @param {string} voiceId @param {Rights} next */
  const say = (voiceId, next) => {
    setConsent(voiceId, next)
    setStatements({ ...statements, [voiceId]: next })
  }
  return { rightsOf, say }
}
