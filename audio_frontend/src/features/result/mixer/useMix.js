// @ts-check
import { useEffect, useMemo, useState } from 'react'
import { matched } from '@/player/multitrack/gain.js'
import { historyOf, redone, stepped, undone } from './history.js'
import { keepMix, readMix } from './mixDraft.js'
import { changesOf, laneGain, laneSides, mixOf, mixing, onto } from './remix.js'

/** @typedef {import('./remix.js').Lane} Lane */
/** @typedef {import('./remix.js').Mix} Mix */
/** @typedef {import('./remix.js').Action} Action */
/** @typedef {import('./remix.js').AudioConfig} AudioConfig */

/** Two moves of one control are one step. @param {Action} action */
const controlOf = (action) => (action.type === 'reset' ? '' : `${action.type === 'strip' ? action.id : ''} ${Object.keys(action.change)}`)

/**
 * What is wanted of the mix; each new result is where it begins, but for what was set since. It survives a reload until it
 * is applied or taken back.
 * @param {string} jobId @param {Lane[]} lanes @param {AudioConfig} config @param {string} sha256
 */
export function useMix(jobId, lanes, config, sha256) {
  const resultMix = useMemo(() => mixOf(lanes, config), [lanes, config])
  const [state, setState] = useState(() => ({ sha256, made: resultMix, history: historyOf(readMix(jobId, resultMix)) }))
  const fresh = state.sha256 !== sha256 || JSON.stringify(state.made) !== JSON.stringify(resultMix)
  const history = fresh ? historyOf(onto(state.history.now, state.made, resultMix)) : state.history
  if (fresh) setState({ sha256, made: resultMix, history })
  const mix = history.now
  const changes = useMemo(() => changesOf(lanes, mix, config), [lanes, mix, config])
  const touched = Object.keys(changes).length > 0 || Object.values(mix.strips).some((strip) => strip.mute || strip.solo)
  useEffect(() => keepMix(jobId, touched ? { mix, made: resultMix } : null), [jobId, touched, mix, resultMix])

  /** @param {(history: import('./history.js').History<Mix>) => import('./history.js').History<Mix>} step */
  const step = (step) => setState((before) => ({ ...before, history: step(before.history) }))
  return {
    mix, changes, touched,
    undoable: history.past.length > 0, redoable: history.future.length > 0,
    dispatch: (/** @type {Action} */ action) => step((now) => stepped(now, mixing(now.now, action), controlOf(action), Date.now())),
    reset: () => step((now) => stepped(now, resultMix, '', 0)),
    undo: () => step(undone),
    redo: () => step(redone),
  }
}

/** The mixer's strips, heard. @param {import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer} player @param {Lane[]} lanes @param {Mix} mix @param {AudioConfig} config */
export function useLaneGains(player, lanes, mix, config) {
  useEffect(() => {
    for (const lane of lanes) {
      player.setTrackGain(lane.id, laneGain(lane, mix, config))
      player.setTrackSides(lane.id, laneSides(lane, mix, config))
    }
  }, [player, lanes, mix, config])
}

/** What the master did to the cover, for your mix: its gain, and its ceiling. @param {number} gainDb @param {AudioConfig} config */
export function useMastering(gainDb, { mixing: { true_peak_db: peak } }) {
  const ceilingDb = peak === undefined || peak === 'auto' ? AUTO_CEILING_DB : peak
  return useMemo(() => new Map([['mine', { gainDb, ceilingDb }]]), [gainDb, ceilingDb])
}

/** `auto` of `mixing.true_peak_db`. */
const AUTO_CEILING_DB = -1

/**
 * Original and cover equally loud, and your mix at the level of the cover.
 * @param {import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer} player @param {number | null} cover LUFS @param {number | null} original LUFS
 * @returns {{cover: number, original: number}} dB
 */
export function useEqualLoudness(player, cover, original) {
  const [coverDb, originalDb] = matched(cover, original)
  useEffect(() => {
    player.setGroupDb('cover', coverDb)
    player.setGroupDb('original', originalDb)
    player.setGroupDb('mine', coverDb)
  }, [player, coverDb, originalDb])
  return { cover: coverDb, original: originalDb }
}
