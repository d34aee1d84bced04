// @ts-check
/** For tests: a player in the hand of the test, in the place of MultitrackPlayer.js. */
import { vi } from 'vitest'
import { store } from '@/player/transport.js'

/** The ones that were made. @type {any[]} */
export const players = []

/** @param {any[]} tracks @param {any} options */
export function MultitrackPlayer(tracks, { duration, group }) {
  const { subscribe, snapshot, change, tell } = store({ state: 'paused', loop: null, muted: false, volume: 1, problem: null, group, selectedGroup: group, opening: null, failure: null, changed: false })
  const player = {
    tracks, duration, subscribe, snapshot, change, at: 0, groups: /** @type {Record<string, number>} */ ({}),
    time: () => player.at,
    play: vi.fn(() => change({ state: 'playing' })), pause: vi.fn(() => change({ state: 'paused' })),
    seek: (/** @type {number} */ time) => ((player.at = time), tell()),
    selectGroup: vi.fn((/** @type {string} */ next) => change({ group: next, selectedGroup: next })),
    setGroupDb: (/** @type {string} */ id, /** @type {number} */ db) => (player.groups[id] = db),
    setLoop: vi.fn(), setMuted: vi.fn(), setVolume: vi.fn(), setTrackGain: vi.fn(), setTrackSides: vi.fn(),
    peak: () => 0, prepareGroup: vi.fn(), open: vi.fn(), close: vi.fn(), retry: vi.fn(),
  }
  players.push(player)
  return player
}
