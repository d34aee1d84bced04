// @ts-check
import { useEffect, useMemo, useState } from 'react'
import { matched } from '@/player/multitrack/gain.js'
import { laneGain, mixOf, mixing, onto } from './remix.js'

/** @typedef {import('./remix.js').Lane} Lane */
/** @typedef {import('./remix.js').Mix} Mix */
/** @typedef {import('./remix.js').AudioConfig} AudioConfig */

/** What is wanted of the mix; each new result is where it begins, but for what was set since. @param {Lane[]} lanes @param {AudioConfig} config @param {string} sha256 */
export function useMix(lanes, config, sha256) {
  const resultMix = useMemo(() => mixOf(lanes, config), [lanes, config])
  const [state, setState] = useState({ sha256, made: resultMix, mix: resultMix })
  const fresh = state.sha256 !== sha256 || JSON.stringify(state.made) !== JSON.stringify(resultMix)
  const mix = fresh ? onto(state.mix, state.made, resultMix) : state.mix
  if (fresh) setState({ sha256, made: resultMix, mix })
  /** @param {import('./remix.js').Action} action */
  const dispatch = (action) => setState((before) => ({ ...before, mix: mixing(before.mix, action) }))
  return { mix, dispatch, reset: () => dispatch({ type: 'reset', mix: resultMix }) }
}

/** The mixer's strips, heard. @param {import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer} player @param {Lane[]} lanes @param {Mix} mix @param {AudioConfig} config */
export function useLaneGains(player, lanes, mix, config) {
  useEffect(() => {
    for (const lane of lanes) player.setTrackGain(lane.id, laneGain(lane, mix, config))
  }, [player, lanes, mix, config])
}

/**
 * Original and cover equally loud, and your mix at the level of the cover: with the gain that the master gave it.
 * @param {import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer} player @param {number | null} cover LUFS @param {number | null} original LUFS @param {number} masterDb
 * @returns {{cover: number, original: number}} dB
 */
export function useEqualLoudness(player, cover, original, masterDb) {
  const [coverDb, originalDb] = matched(cover, original)
  useEffect(() => {
    player.setGroupDb('cover', coverDb)
    player.setGroupDb('original', originalDb)
    player.setGroupDb('mine', coverDb + masterDb)
  }, [player, coverDb, originalDb, masterDb])
  return { cover: coverDb, original: originalDb }
}

