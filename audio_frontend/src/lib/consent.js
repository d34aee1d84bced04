// @ts-check
/** Why a voice may be used: said once for each voice, remembered in this browser, sent with every job. */

/** @typedef {'own' | 'licensed' | 'public_domain'} Rights */

/** @typedef {{voice_rights: Rights, statement?: string}} Consent as it is sent */

/** @type {readonly Rights[]} */
export const RIGHTS = ['own', 'licensed', 'public_domain']

/** @param {string} voiceId */
const keyOf = (voiceId) => `consent:${voiceId}`

/** @param {unknown} value @returns {value is Rights} */
export const isRights = (value) => RIGHTS.includes(/** @type {Rights} */ (value))

/** @param {string} voiceId @returns {Rights | null} null: nothing was said here */
export function getConsent(voiceId) {
  try {
    const stored = localStorage.getItem(keyOf(voiceId))
    return isRights(stored) ? stored : null
  } catch {
    return null // storage is forbidden here: asked every time
  }
}

/** @param {string} voiceId @param {Rights | null} rights null forgets it */
export function setConsent(voiceId, rights) {
  try {
    if (rights) localStorage.setItem(keyOf(voiceId), rights)
    else localStorage.removeItem(keyOf(voiceId))
  } catch {
    // storage is forbidden here: nothing to remember it in
  }
}

const MOST_WORDS = 1000
/** From what asks for most care to what asks for least. @type {readonly Rights[]} */
const CARE = ['licensed', 'own', 'public_domain']

/**
 * One statement for a job: of several voices the right that asks for most care, and which voice has which in words.
 * @param {{name: string, rights: Rights | null}[]} statements @param {(name: string, rights: Rights) => string} words @returns {Consent | null} null where something is still unsaid, or nothing has to be said
 */
export function consentOf(statements, words) {
  const rights = statements.map((statement) => statement.rights)
  if (!statements.length || rights.includes(null)) return null
  const voice_rights = /** @type {Rights} */ (CARE.find((candidate) => rights.includes(candidate)))
  if (rights.every((right) => right === voice_rights)) return { voice_rights }
  return { voice_rights, statement: statements.map((one) => words(one.name, /** @type {Rights} */ (one.rights))).join('; ').slice(0, MOST_WORDS) }
}
