// @ts-check
/** What a voice is, in words that more than one feature says. */
import { t } from './strings/index.js'

/** @typedef {import('./api.js').Voice} Voice */

const words = t.voices.facts

/** One's own: brought, and not part of an engine. @param {Voice} voice */
export const isOwn = ({ kind }) => kind !== 'preset'

/** "RVC v2"; "" where nothing says. @param {Voice['facts']} facts */
export const madeWith = ({ family, version }) => (family ? [words.families[family], version && (words.versions[/** @type {'fork'} */ (version)] ?? version)].filter(Boolean).join(' ') : '')
