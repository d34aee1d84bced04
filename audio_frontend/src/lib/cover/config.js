// @ts-check
/** What a configuration asks for, named and decided as in the server's AudioConfig. */

/** @typedef {import('./settings.js').Config} Config */

/** Another voice sings. @param {Pick<Config, 'svc'>} config */
export const usesVoice = ({ svc }) => svc.enabled && svc.strength > 0

const OFF_DB = -60

/** A second take, and harmonies that can be heard, have files of their own; jobs of earlier versions have neither. @param {Pick<Config, 'svc'> & Partial<Pick<Config, 'harmony'>>} config @returns {('double' | 'harmony')[]} */
export const besides = ({ svc, harmony }) => [
  ...(svc.double ? /** @type {const} */ (['double']) : []),
  ...(harmony?.voices.some(({ gain_db }) => gain_db > OFF_DB) ? /** @type {const} */ (['harmony']) : []),
]

/** Harmonies in steps of a scale; octaves need none. @param {Pick<Config, 'harmony'>} config */
export const inScale = ({ harmony }) => harmony.voices.some(({ interval, gain_db }) => !interval.startsWith('octave') && gain_db > OFF_DB)

/** A scale is needed: to snap to, or to harmonise in. @param {Pick<Config, 'swiftf0' | 'harmony'>} config */
export const usesKey = (config) => (config.swiftf0.style === 'snap' && config.swiftf0.style_amount > 0) || inScale(config)

/** There is a pitch curve. @param {Pick<Config, 'svc' | 'swiftf0'>} config */
export const followsPitch = (config) => config.swiftf0.enabled || usesVoice(config)

/** The backing is split into draft stems. @param {Pick<Config, 'instrumental'>} config */
export const wantsStems = ({ instrumental: { stems, drums_db, bass_db, other_db } }) => stems || drums_db !== 0 || bass_db !== 0 || other_db !== 0
