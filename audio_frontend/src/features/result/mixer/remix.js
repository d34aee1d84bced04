// @ts-check
/** The mixer's strips and the settings of a new mix: what they are, and what has to be asked of the studio. */
import { OFF_DB, MOST_DB, factor, sounds, targetDb } from '@/player/multitrack/gain.js'

/** @typedef {'vocals' | 'double' | 'harmony' | 'instrumental' | 'drums' | 'bass' | 'other'} LaneId */
/** @typedef {{id: LaneId, group: 'mixing' | 'instrumental', field: string, raw: boolean}} Lane `raw`: its file is without the gains of the mix */
/** @typedef {{reverb: number, fade_in: number, fade_out: number, target_lufs: number | null}} Settings */
/** @typedef {{strips: Record<string, import('@/player/multitrack/gain.js').Strip>, settings: Settings}} Mix */
/** @typedef {{type: 'strip', id: LaneId, change: Partial<import('@/player/multitrack/gain.js').Strip>} | {type: 'settings', change: Partial<Settings>} | {type: 'reset', mix: Mix}} Action */
/** @typedef {import('@/lib/api-types.d.ts').components['schemas']['AudioConfig']} AudioConfig */

/** A lane for each track that a result can be taken apart into. @param {import('@/lib/api.js').Schemas['MixTrack'][]} tracks @returns {Lane[]} */
export const lanesOf = (tracks) =>
  tracks.map(({ stem, fader, faded }) => {
    const [group, field] = fader.split('.')
    return /** @type {Lane} */ ({ id: stem, group, field, raw: !faded })
  })

/** @param {Lane} lane @param {AudioConfig} config @returns {number} dB */
const configured = ({ group, field }, config) => /** @type {Record<string, any>} */ (config[group])[field]

/** The mix as it was made. @param {Lane[]} lanes @param {AudioConfig} config @returns {Mix} */
export function mixOf(lanes, config) {
  const { reverb, fade_in, fade_out, target_lufs } = config.mixing
  return {
    strips: Object.fromEntries(lanes.map((lane) => [lane.id, { db: configured(lane, config), mute: false, solo: false }])),
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
    const touched = strip && old && (strip.db !== old.db || strip.mute || strip.solo)
    return touched && Math.abs(targetDb(strip, all) - newMix.strips[id].db) > 0.05 ? strip : newMix.strips[id]
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
  const db = action.change.db
  const change = db === undefined ? action.change : { ...action.change, db: Math.min(Math.max(db, OFF_DB), MOST_DB) }
  return { ...mix, strips: { ...mix.strips, [action.id]: { ...mix.strips[action.id], ...change } } }
}

/**
 * The factor for a lane's file, so that it sounds as wanted. Files of vocal and backing have the mix's gains in them;
 * drafts are without, and their backing's gain is added. A file that was off is silence: no gain brings it back.
 * @param {Lane} lane @param {Mix} mix @param {AudioConfig} config that made the files
 */
export function laneGain(lane, mix, config) {
  const strip = mix.strips[lane.id]
  if (!sounds(strip, Object.values(mix.strips))) return 0
  if (lane.raw) return factor(strip.db) * factor(config.mixing.instrumental_db)
  const madeDb = configured(lane, config)
  return madeDb <= OFF_DB ? 0 : factor(strip.db) / factor(madeDb)
}

/** It can't be heard before it is mixed anew: its file was made without it. @param {Lane} lane @param {AudioConfig} config */
export const unheard = (lane, config) => (lane.raw ? config.mixing.instrumental_db : configured(lane, config)) <= OFF_DB

/** What the studio must be asked for: only what is new. @param {Lane[]} lanes @param {Mix} mix @param {AudioConfig} config @returns {Record<string, Record<string, unknown>>} */
export function changesOf(lanes, mix, config) {
  /** @type {Record<string, Record<string, unknown>>} */
  const changes = {}
  const strips = Object.values(mix.strips)
  const put = (/** @type {string} */ group, /** @type {string} */ field, /** @type {unknown} */ value) => ((changes[group] ??= {})[field] = value)
  for (const lane of lanes) {
    const levelDb = targetDb(mix.strips[lane.id], strips) // compared as it is: a level of 1.55 dB that nobody touched is no change
    if (Math.abs(levelDb - configured(lane, config)) > 0.01) put(lane.group, lane.field, Math.round(levelDb * 10) / 10)
  }
  for (const [field, value] of Object.entries(mix.settings)) {
    if (value !== config.mixing[/** @type {keyof Settings} */ (field)]) put('mixing', field, value)
  }
  return changes
}
