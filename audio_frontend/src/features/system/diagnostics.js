// @ts-check
/** What a report of a mistake needs, as plain text: no folders, no names of people, songs or voices. */

/** @typedef {import('@/lib/api.js').Schemas} Schemas */

const PATH = /(?:\b[A-Za-z]:\\|~\/|(?<![\w:/.])\/(?=\S*\/))[^\s"'”]*/g

/** @param {string} text */
export const withoutPaths = (text) => text.replaceAll(PATH, '…')

/** "a: 1", nested "a.b: 1". @param {Record<string, unknown>} values @param {string} [under] @returns {string[]} */
const lines = (values, under = '') =>
  Object.entries(values).flatMap(([name, value]) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? lines(/** @type {Record<string, unknown>} */ (value), `${under}${name}.`)
      : [`${under}${name}: ${Array.isArray(value) ? value.join(', ') : value}`],
  )

/**
 * @param {{health?: Schemas['Health'], engines?: Schemas['Engine'][], doctor?: Schemas['Doctor'], browser: string}} known what is not known is left out
 * @returns {string}
 */
export function diagnostics({ health, engines, doctor, browser }) {
  const parts = [['Audio Studio', `browser: ${browser}`]]
  if (health) parts.push(['Health', ...lines({ ...health })])
  if (engines) parts.push(['Engines', ...engines.map((engine) => `${engine.role}/${engine.id}: ${engine.state}`)])
  if (doctor) {
    parts.push(['Check-up', ...doctor.checks.map((check) => [`${check.state}: ${check.name}: ${check.detail}`, check.remedy].filter(Boolean).join(' '))])
    parts.push(['Facts', ...lines(doctor.facts)])
  }
  return withoutPaths(parts.map((part) => part.join('\n')).join('\n\n'))
}
