// @ts-check
/** The mixer's strips and the settings of a new mix: what they are, and what has to be asked of the studio. */
import { OFF_DB, MOST_DB, factor, panGains, sounds, targetDb } from '@/player/multitrack/gain.js'

/** @typedef {'vocals' | 'double' | 'harmony' | 'instrumental' | 'drums' | 'bass' | 'other'} LaneId */
/** @typedef {{id: LaneId, file: import('@/lib/api.js').MixerStem, group: 'mixing' | 'instrumental', field: string, pan: string | null, draft: boolean}} Lane its fields in that group; `pan` null: there is no left and right */
/** @typedef {{reverb: number, fade_in: number, fade_out: number, target_lufs: number | null}} Settings */
/** @typedef {{strips: Record<string, import('@/player/multitrack/gain.js').Strip>, settings: Settings}} Mix */
/** @typedef {{type: 'strip', id: LaneId, change: Partial<import('@/player/multitrack/gain.js').Strip>} | {type: 'settings', change: Partial<Settings>} | {type: 'reset', mix: Mix}} Action */
/** @typedef {import('@/lib/api-types.d.ts').components['schemas']['AudioConfig']} AudioConfig */

/** A lane for each track that a result can be taken apart into. @param {import('@/lib/api.js').Schemas['MixTrack'][]} tracks @returns {Lane[]} */
export const lanesOf = (tracks) =>
  tracks.map(({ stem, file, fader, pan, draft }) => {
    const [group, field] = fader.split('.')
    return /** @type {Lane} */ ({ id: stem, file, group, field, pan: pan && pan.split('.')[1], draft })
  })

/** @param {Lane} lane @param {AudioConfig} config @returns {number} dB */
const configured = ({ group, field }, config) => /** @type {Record<string, any>} */ (config[group])[field]

/** @param {Lane} lane @param {AudioConfig} config @returns {number} −1 to 1 */
const placed = ({ group, pan }, config) => (pan === null ? 0 : /** @type {Record<string, any>} */ (config[group])[pan])

/** The mix as it was made. @param {Lane[]} lanes @param {AudioConfig} config @returns {Mix} */
export function mixOf(lanes, config) {
  const { reverb, fade_in, fade_out, target_lufs } = config.mixing
  return {
    strips: Object.fromEntries(lanes.map((lane) => [lane.id, { db: configured(lane, config), pan: placed(lane, config), mute: false, solo: false }])),
    settings: { reverb, fade_in, fade_out, target_lufs },
  }
}

/**
 * What was set while a new result was on its way stays set; what it was made with, or nobody touched, is as it was made.
 * @param {Mix} mix @param {Mix} before the mix as the old result was made @param {Mix} newMix as the new one was @returns {Mix}
 */
export function onto(mix, before, newMix) {
  const all = Object.values(mix.strips)
  const own = (/** @type {string} */ id) => {
    const [strip, old] = [mix.strips[id], before.strips[id]]
    const touched = strip && old && (strip.db !== old.db || strip.pan !== old.pan || strip.mute || strip.solo)
    const made = touched && Math.abs(targetDb(strip, all) - newMix.strips[id].db) <= 0.05 && strip.pan === newMix.strips[id].pan
    return touched && !made ? strip : newMix.strips[id]
  }
  const settings = Object.entries(newMix.settings).map(([field, value]) => {
    const chosen = mix.settings[/** @type {keyof Settings} */ (field)]
    return [field, chosen === before.settings[/** @type {keyof Settings} */ (field)] ? value : chosen]
  })
  return { strips: Object.fromEntries(Object.keys(newMix.strips).map((id) => [id, own(id)])), settings: /** @type {Settings} */ (Object.fromEntries(settings)) }
}

/** @param {Mix} mix @param {Action} action @returns {Mix} */
export function mixing(mix, action) {
  if (action.type === 'reset') return action.mix
  if (action.type === 'settings') return { ...mix, settings: { ...mix.settings, ...action.change } }
  const { db, pan } = action.change
  const change = { ...action.change, ...(db !== undefined && { db: Math.min(Math.max(db, OFF_DB), MOST_DB) }), ...(pan !== undefined && { pan: Math.min(Math.max(pan, -1), 1) }) }
  return { ...mix, strips: { ...mix.strips, [action.id]: { ...mix.strips[action.id], ...change } } }
}

/**
 * The factor for a lane's file, which is as it was before its fader. Drafts go through the backing's fader too.
 * @param {Lane} lane @param {Mix} mix @param {AudioConfig} config of the result
 */
export function laneGain(lane, mix, config) {
  const strip = mix.strips[lane.id]
  if (!sounds(strip, Object.values(mix.strips))) return 0
  return factor(strip.db) * (lane.draft ? factor(config.mixing.instrumental_db) : 1)
}

/** The same for left and right. @param {Lane} lane @param {Mix} mix @param {AudioConfig} config @returns {[number, number]} */
export function laneSides(lane, mix, config) {
  if (lane.pan === null) return [1, 1]
  const [left, right] = panGains(mix.strips[lane.id].pan)
  const [ofLeft, ofRight] = lane.draft ? panGains(config.mixing.instrumental_pan) : [1, 1]
  return [left * ofLeft, right * ofRight]
}

/** The backing that it is a part of is off. @param {Lane} lane @param {AudioConfig} config */
export const unheard = (lane, config) => lane.draft && config.mixing.instrumental_db <= OFF_DB

/** What the studio must be asked for: only what is new. @param {Lane[]} lanes @param {Mix} mix @param {AudioConfig} config @returns {Record<string, Record<string, unknown>>} */
export function changesOf(lanes, mix, config) {
  /** @type {Record<string, Record<string, unknown>>} */
  const changes = {}
  const strips = Object.values(mix.strips)
  const put = (/** @type {string} */ group, /** @type {string} */ field, /** @type {unknown} */ value) => ((changes[group] ??= {})[field] = value)
  for (const lane of lanes) {
    const levelDb = targetDb(mix.strips[lane.id], strips) // compared as it is: a level of 1.55 dB that nobody touched is no change
    if (Math.abs(levelDb - configured(lane, config)) > 0.01) put(lane.group, lane.field, Math.round(levelDb * 10) / 10)
    const { pan } = mix.strips[lane.id]
    if (lane.pan !== null && Math.abs(pan - placed(lane, config)) > 0.001) put(lane.group, lane.pan, Math.round(pan * 100) / 100)
  }
  for (const [field, value] of Object.entries(mix.settings)) {
    if (value !== config.mixing[/** @type {keyof Settings} */ (field)]) put('mixing', field, value)
  }
  return changes
}
