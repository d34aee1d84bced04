// @ts-check
/**
 * What goes on when its page is left. Nothing is handed over but the player itself, as it runs: the bar at the foot of
 * the page shows it (Bar.jsx), and whoever comes with the same files has the very same player again. So
 * nothing is cut, not by a sample.
 *
 * @typedef {Omit<import('../transport.js').Transport, 'snapshot'> & {
 *   snapshot: () => import('../transport.js').Playing & Partial<import('../multitrack/MultitrackPlayer.js').MultitrackState>,
 *   selectGroup?: (group: string) => void, retry: () => void, close: () => void}} StayingPlayer
 *
 * @typedef {{value: string, label: string, jobId: string, title?: string}} Version `value` is its group, `jobId` the job whose file it is; without a title it is called as the song
 * @typedef {{place: string, fileId: string, versions: Version[]}} Origin `place`: the link to its page; `fileId`: the song, or what it was made of; no versions where there is one file
 * @typedef {{player: StayingPlayer, key: string, origin: Origin}} Entry `key`: the files it plays
 * @typedef {{time: number, going: boolean, state?: ReturnType<StayingPlayer['snapshot']>}} Stand where a player stood, for the one that comes after it
 */
import { leavePlayer } from '../followPlayer.js'
import { store } from '../transport.js'

const { subscribe, snapshot, change } = store({ entry: /** @type {Entry | null} */ (null) })

export const onNowPlaying = subscribe
/** Whose page was left. @returns {Entry | null} */
export const nowPlaying = () => snapshot().entry

/** @param {unknown} player */
export const isStaying = (player) => nowPlaying()?.player === player

/** The one that plays these files, if it stays. @param {string} key */
export const playerOf = (key) => (nowPlaying()?.key === key ? nowPlaying()?.player : undefined)

/** @param {StayingPlayer} player @returns {Stand} */
export function standOf(player) {
  const state = player.snapshot()
  return { time: player.time(), going: state.state !== 'paused' || Boolean(state.changed), state }
}

/** Its page is left: what sounds stays, what doesn't is over. @param {Entry} entry */
export function leavePage(entry) {
  if (entry.player.snapshot().state === 'paused') return entry.player.close()
  endNowPlaying()
  change({ entry })
}

/** Its page is here again. @param {StayingPlayer} player @returns {boolean} false: it did not stay */
export function takeBack(player) {
  if (!isStaying(player)) return false
  change({ entry: null })
  return true
}

/** Ends what another player on a page takes the place of: it plays these files, or older ones of that page. @param {Pick<Entry, 'key'> & {place: string}} comes @returns {Stand | null} where it stood */
export function relieve({ key, place }) {
  const entry = nowPlaying()
  if (!entry || (entry.key !== key && entry.origin.place !== place)) return null
  const stand = standOf(entry.player)
  endNowPlaying()
  return stand
}

export function endNowPlaying() {
  const entry = nowPlaying()
  if (!entry) return
  change({ entry: null })
  leavePlayer(entry.player)
  entry.player.close()
}

/** There is one bar: a piece that begins on its own page takes the place of the one that stays. @param {StayingPlayer} player */
export function endOther(player) {
  if (!isStaying(player)) endNowPlaying()
}
