// @ts-check
/** The settings of a job in words: first what was chosen, then the rest. */
import { momentsOf, weightAt } from '@/lib/cover/blend.js'
import { labelOf, valueLabel } from '@/lib/cover/labels.js'
import { DEFAULTS } from '@/lib/cover/settings.js'
import { clock } from '@/lib/format.js'
import { differing } from '@/lib/job.js'
import { t } from '@/lib/strings/index.js'

/** @typedef {[string, string][]} Rows name and value */
/** @typedef {(voiceId: string) => string} NameOf */

const words = t.result.settings
/** @param {[string, string, unknown][]} fields @param {NameOf} nameOf @returns {Rows} */
const rowsOf = (fields, nameOf) =>
  fields.map(([group, field, value]) => [labelOf(`${group}.${field}`), group === 'svc' && field === 'voice' ? nameOf(String(value)) : valueLabel(group, field, value, nameOf)])

/** Voices as they were called when the job was started; it does not keep those of a blend that are never heard. @param {import('@/lib/api.js').Job} job @returns {NameOf} */
function named({ voice, request, config, singers }) {
  const parts = /** @type {import('@/lib/cover/blend.js').Part[]} */ (/** @type {any} */ (config).svc.blend ?? [])
  const beside = new Map(singers.filter(({ part }) => part !== 'lead').map(({ voice_id, name }) => [voice_id, name]))
  if (!parts.length) return (id) => beside.get(id) ?? voice?.name ?? id
  const known = /** @type {{voice_id: string, name: string}[]} */ (/** @type {any} */ (request.voice)?.voices ?? [])
  const heard = parts.filter((part) => [0, ...momentsOf(parts)].some((at) => weightAt(part, at) > 0))
  const alone = heard.length === 1 ? heard[0].voice : null
  return (id) => known.find(({ voice_id }) => voice_id === id)?.name ?? beside.get(id) ?? (id === alone && voice ? voice.name : words.unheard)
}

/** What the job was, and what differs from what the studio proposes. @param {import('@/lib/api.js').Job} job @returns {Rows} */
export function chosenSettings(job) {
  const { request, config, facts } = job
  const { range, ...groups } = /** @type {any} */ (config)
  const name = named(job)
  const whole = range.start === 0 && range.stop === null
  const changed = differing(groups, DEFAULTS).filter(([group, field]) => !(group === 'svc' && field === 'voice'))
  const hasOneVoice = facts.uses_voice && !facts.blends_voices
  return [
    [words.source, request.source === 'vocals' ? words.vocals : words.song],
    [words.profile, t.song.profile.names[/** @type {'fast'} */ (request.profile)]],
    ...(hasOneVoice ? /** @type {Rows} */ ([[words.voice, name(groups.svc.voice)]]) : []),
    ...(whole ? [] : /** @type {Rows} */ ([[words.range, words.part(clock(range.start, true), range.stop === null ? words.end : clock(range.stop, true))]])),
    ...rowsOf(changed, name),
    ...(job.consent ? /** @type {Rows} */ ([[words.rights, rightsLabel(job.consent)]]) : []),
  ]
}

/** What was said of the right to use the voices, and by whom. @param {NonNullable<import('@/lib/api.js').Job['consent']>} consent */
function rightsLabel({ voice_rights, statement, by }) {
  const rights = statement || t.rights[`${voice_rights}Hint`]
  return by === 'setting' ? words.bySetting(rights) : rights
}

/** One row says whose voice: nobody's, one, or a blend. @param {any} svc */
const whose = ({ enabled, blend }) => (!enabled ? 'enabled' : blend?.length ? 'blend' : 'voice')

/** Every field, by group. @param {import('@/lib/api.js').Job} job @returns {{title: string, rows: Rows}[]} */
export function allSettings(job) {
  const groups = /** @type {any} */ (job.config)
  const name = named(job)
  return Object.entries(groups).filter(([group]) => group in words.groups).map(([group, fields]) => ({
    title: words.groups[/** @type {'svc'} */ (group)],
    rows: rowsOf(
      Object.entries(fields)
        .filter(([field]) => group !== 'svc' || !['enabled', 'voice', 'blend'].includes(field) || field === whose(fields))
        .map(([field, value]) => /** @type {[string, string, unknown]} */ ([group, field, value])),
      name,
    ),
  }))
}
