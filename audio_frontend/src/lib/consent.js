// @ts-check
/** Why a voice may be used: said once for each voice, remembered in this browser, sent with every job. */

/** @typedef {'own' | 'licensed' | 'public_domain'} Rights */

/** @typedef {{voice_rights: Rights, statement?: string}} Consent as it is sent */

/** @type {readonly Rights[]} */
export const RIGHTS = ['own', 'licensed', 'public_domain']

/** @param {string} voiceId */
const keyOf = (voiceId) => `consent:${voiceId}`

/** @param {unknown} told @returns {told is Rights} */
const isRights = (told) => RIGHTS.includes(/** @type {Rights} */ (told))

/** @param {string} voiceId @returns {Rights | null} null: nothing was said here */
export function getConsent(voiceId) {
  try {
    const told = localStorage.getItem(keyOf(voiceId))
    return isRights(told) ? told : null
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
 * @param {{name: string, rights: Rights | null}[]} said @param {(name: string, rights: Rights) => string} words @returns {Consent | null} null where something is still unsaid, or nothing has to be said
 */
export function consentOf(said, words) {
  const rights = said.map((one) => one.rights)
  if (!said.length || rights.includes(null)) return null
  const voice_rights = /** @type {Rights} */ (CARE.find((one) => rights.includes(one)))
  if (rights.every((one) => one === voice_rights)) return { voice_rights }
  return { voice_rights, statement: said.map((one) => words(one.name, /** @type {Rights} */ (one.rights))).join('; ').slice(0, MOST_WORDS) }
}
