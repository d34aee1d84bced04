// @ts-check
/** A mix that wasn't applied survives a reload; on this computer only. */
import { onto } from './remix.js'

/** @typedef {import('./remix.js').Mix} Mix */

const VERSION = 2
/** @param {string} jobId */
const place = (jobId) => `mix-draft:${jobId}`

/** Whether it is a mix of these strips, whatever else lies there. @param {any} mix @param {Mix} like */
const fits = (mix, like) =>
  Object.keys(like.strips).every((id) => {
    const strip = mix?.strips?.[id]
    return Number.isFinite(strip?.db) && Number.isFinite(strip.pan) && typeof strip.mute === 'boolean' && typeof strip.solo === 'boolean'
  }) && Object.keys(like.settings).every((field) => mix?.settings && (mix.settings[field] === null ? field === 'target_lufs' : Number.isFinite(mix.settings[field])))

/** What was set before the reload, onto the result that is there now. @param {string} jobId @param {Mix} resultMix @returns {Mix} */
export function readMix(jobId, resultMix) {
  try {
    const stored = JSON.parse(localStorage.getItem(place(jobId)) ?? 'null')
    if (stored?.version !== VERSION || !fits(stored.mix, resultMix) || !fits(stored.made, resultMix)) return resultMix
    return onto(stored.mix, stored.made, resultMix)
  } catch {
    return resultMix // storage is forbidden here, or what was in it is no mix
  }
}

/** @param {string} jobId @param {{mix: Mix, made: Mix} | null} draft null: there is nothing to keep */
export function keepMix(jobId, draft) {
  try {
    if (draft) localStorage.setItem(place(jobId), JSON.stringify({ version: VERSION, ...draft }))
    else localStorage.removeItem(place(jobId))
  } catch {
    // storage is forbidden or full: the mix lasts until the page is closed
  }
}
