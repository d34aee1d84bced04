// @ts-check
/** The settings of a job in words: first what was chosen, then the rest. */
import { t } from '../strings/en.js'
import { clock, decibels, kilohertz, percent, signed } from './format.js'
import { differing } from './job.js'
import { labelOf } from './says.js'
import { DEFAULTS } from './settings.js'

/** @typedef {[string, string][]} Rows name and value */

const words = t.job.settings
const SECONDS = ['segment_length', 'overlap_duration', 'fade_in', 'fade_out']

/** @param {string} group @param {string} field @param {unknown} value */
function valueOf(group, field, value) {
  if (typeof value === 'boolean') return value ? words.on : words.off
  if (value === null) return words.none
  if (value === 'auto') return words.auto
  if (value === 'source') return words.asSource
  if (group === 'instrumental' && field === 'quality') return t.job.again.qualities[/** @type {'fast'} */ (value)] ?? String(value)
  if (typeof value !== 'number') return field === 'output_format' ? String(value).toUpperCase() : String(value)
  if (SECONDS.includes(field)) return `${value} s`
  if (field === 'true_peak_db') return t.job.report.dbtp(signed(value))
  if (field.endsWith('_db')) return decibels(value)
  if (field === 'target_lufs') return t.job.report.lufs.of(signed(value))
  if (field === 'sample_rate') return kilohertz(value)
  if (field === 'pitch_shift') return t.job.report.moved(signed(value))
  if (field === 'strength' || field === 'reverb') return percent(value)
  if (field === 'formant_shift') return `${value}×`
  if (field === 'fmin' || field === 'fmax') return `${value} Hz`
  return String(value)
}

/** @param {[string, string, unknown][]} fields @param {string} voice its name @returns {Rows} */
const said = (fields, voice) =>
  fields.map(([group, field, value]) => [labelOf(`${group}.${field}`), group === 'svc' && field === 'voice' ? voice : valueOf(group, field, value)])

/** What the job was, and what differs from what the studio proposes. @param {import('../services/api.js').Job} job @returns {Rows} */
export function chosenSettings({ request, config, voice: sung }) {
  const { range, ...groups } = /** @type {any} */ (config)
  const voice = sung?.name ?? groups.svc.voice
  const whole = range.start === 0 && range.stop === null
  const changed = differing(groups, DEFAULTS).filter(([group, field]) => !(group === 'svc' && field === 'voice'))
  return [
    [words.source, request.source === 'vocals' ? words.vocals : words.song],
    [words.profile, t.job.profiles[/** @type {'fast'} */ (request.profile)]],
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
