// @ts-check
/** What a configuration asks for, named and decided as in the server's AudioConfig. */

/** @typedef {import('./settings.js').Config} Config */

/** Another voice sings. @param {Pick<Config, 'svc'>} config */
export const usesVoice = ({ svc }) => svc.enabled && svc.strength > 0

/** There is a pitch curve. @param {Pick<Config, 'svc' | 'swiftf0'>} config */
export const followsPitch = (config) => config.swiftf0.enabled || usesVoice(config)

/** The backing is split into draft stems. @param {Pick<Config, 'instrumental'>} config */
export const wantsStems = ({ instrumental: { stems, drums_db, bass_db, other_db } }) => stems || drums_db !== 0 || bass_db !== 0 || other_db !== 0
