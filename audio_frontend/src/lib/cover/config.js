// @ts-check
/**
 * What a form asks for, where it must be known before the studio is asked: as the studio's own facts, by the same names.
 * config.test.js compares each with the API's answers to many requests. Of a job, ask `job.facts`.
 */

/** @typedef {import('./settings.js').Config} Config */
/** @typedef {import('./settings.js').Form} Form */

const OFF_DB = -60

/** Another voice sings. @param {Pick<Config, 'svc'>} config */
export const usesVoice = ({ svc }) => svc.enabled && svc.strength > 0

/** Harmonies that are not off. @param {Pick<Config, 'harmony'>} config */
export const audibleHarmonies = ({ harmony }) => harmony.voices.filter(({ gain_db }) => gain_db > OFF_DB)

/** Harmonies in steps of a scale; octaves need none. @param {Pick<Config, 'harmony'>} config */
export const harmonisesInScale = (config) => audibleHarmonies(config).some(({ interval }) => !interval.startsWith('octave'))

/** A scale is needed: to snap to, or to harmonise in. @param {Pick<Config, 'swiftf0' | 'harmony'>} config */
export const usesScale = (config) => (config.swiftf0.style === 'snap' && config.swiftf0.style_amount > 0) || harmonisesInScale(config)

/** The backing is split into draft stems. @param {Pick<Config, 'instrumental'>} config */
export const splitsBacking = ({ instrumental: { stems, drums_db, bass_db, other_db, drums_pan, bass_pan, other_pan } }) => stems || [drums_db, bass_db, other_db, drums_pan, bass_pan, other_pan].some((value) => value !== 0)

/** There is a backing, and it is in the mix. @param {Pick<Form, 'instrumental' | 'source' | 'own_backing'>} form */
export const hasBacking = ({ instrumental: { enabled, split_vocals, generate }, source, own_backing }) => enabled && (own_backing || generate !== null || (source === 'song' && split_vocals))
