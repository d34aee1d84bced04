// @ts-check
/** The settings of a job in words: first what was chosen, then the rest. */
import { t } from '../strings/en.js'
import { clock } from './format.js'
import { differing } from './job.js'
import { labelOf, valueSays } from './says.js'
import { DEFAULTS } from './settings.js'

/** @typedef {[string, string][]} Rows name and value */

const words = t.job.settings
/** @param {[string, string, unknown][]} fields @param {string} voice its name @returns {Rows} */
const said = (fields, voice) =>
  fields.map(([group, field, value]) => [labelOf(`${group}.${field}`), group === 'svc' && field === 'voice' ? voice : valueSays(group, field, value)])

/** What the job was, and what differs from what the studio proposes. @param {import('../services/api.js').Job} job @returns {Rows} */
export function chosenSettings({ request, config, voice: sung }) {
  const { range, ...groups } = /** @type {any} */ (config)
  const voice = sung?.name ?? groups.svc.voice
  const whole = range.start === 0 && range.stop === null
  const changed = differing(groups, DEFAULTS).filter(([group, field]) => !(group === 'svc' && field === 'voice'))
  return [
    [words.source, request.source === 'vocals' ? words.vocals : words.song],
    [words.profile, t.song.profile.names[/** @type {'fast'} */ (request.profile)]],
    ...(groups.svc.enabled ? /** @type {Rows} */ ([[words.voice, voice]]) : []),
    ...(whole ? [] : /** @type {Rows} */ ([[words.range, words.part(clock(range.start, true), range.stop === null ? words.end : clock(range.stop, true))]])),
    ...said(changed, voice),
  ]
}

/** Every field, by group. @param {import('../services/api.js').Job} job @returns {{title: string, rows: Rows}[]} */
export function allSettings({ config, voice: sung }) {
  const groups = /** @type {any} */ (config)
  const voice = sung?.name ?? groups.svc.voice
  return Object.entries(groups).filter(([group]) => group in words.groups).map(([group, fields]) => ({
    title: words.groups[/** @type {'svc'} */ (group)],
    rows: said(
      Object.entries(fields)
        .filter(([field]) => group !== 'svc' || field !== (fields.enabled ? 'enabled' : 'voice')) // one row says whose voice, or none
        .map(([field, value]) => /** @type {[string, string, unknown]} */ ([group, field, value])),
      voice,
    ),
  }))
}
