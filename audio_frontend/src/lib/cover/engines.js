// @ts-check
import { t } from '../strings/index.js'

/**
 * Those of a role that are here, and the chosen one even when it is not.
 * @param {import('@/lib/api.js').Schemas['Engine'][]} engines @param {'pitch' | 'voice' | 'stems'} kind @param {string} chosen
 */
export function engineOptions(engines, kind, chosen) {
  const here = engines.filter(({ role, state }) => role === kind && state !== 'missing')
  const options = here.map(({ id, name, placeholder }) => ({ value: id, label: placeholder ? `${name} (${t.song.key.standIn})` : name }))
  return options.some(({ value }) => value === chosen) ? options : [{ value: chosen, label: chosen }, ...options]
}
