// @ts-check
/** Why a voice may be used: said once for each voice, remembered in this browser, sent with every job. */

/** @typedef {'own' | 'licensed' | 'public_domain'} Rights */

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
