// @ts-check
/**
 * What plays, told to the system: title and picture on the lock screen, keys of keyboards and headphones. One thing has
 * the session at a time, as one thing sounds at a time.
 *
 * @typedef {object} Piece
 * @property {string} title
 * @property {string} [artist]
 * @property {string} [album]
 * @property {string} [artwork] the address of a picture
 * @property {number} duration seconds
 *
 * @typedef {object} Acts
 * @property {() => void} play
 * @property {() => void} pause
 * @property {(time: number) => void} seek to seconds from the start
 * @property {() => number} time seconds
 *
 * @typedef {{state: 'paused' | 'playing', time: number}} Now
 * @typedef {{tell: (now: Now) => void, show: (piece: Piece) => void, release: () => void}} Held `tell` after play, pause and jumps: the system counts on by itself; `show`: it is called otherwise now
 */

const STEP_SECONDS = 10
/** @type {object | null} */
let holder = null

/** @type {Held} */
const NOTHING = { tell: () => {}, show: () => {}, release: () => {} }

/** A browser may know the session and not every act. @param {MediaSession} session @param {MediaSessionAction} action @param {MediaSessionActionHandler | null} act */
function set(session, action, act) {
  try {
    session.setActionHandler(action, act)
  } catch {
    // this browser has no such key
  }
}

/** @param {Piece} piece @param {Acts} acts @returns {[MediaSessionAction, MediaSessionActionHandler][]} */
function keysOf({ duration }, { play, pause, seek, time }) {
  /** @param {number} to */
  const jump = (to) => seek(Math.min(Math.max(to, 0), duration))
  return [
    ['play', play],
    ['pause', pause],
    ['stop', pause],
    ['seekto', ({ seekTime }) => seekTime !== undefined && seekTime !== null && jump(seekTime)],
    ['seekbackward', ({ seekOffset }) => jump(time() - (seekOffset || STEP_SECONDS))],
    ['seekforward', ({ seekOffset }) => jump(time() + (seekOffset || STEP_SECONDS))],
    ['previoustrack', () => jump(0)],
  ]
}

/** @param {Piece} piece */
function metadataOf({ title, artist = '', album = '', artwork }) {
  return new MediaMetadata({ title, artist, album, artwork: artwork ? [{ src: new URL(artwork, document.baseURI).href }] : [] })
}

/**
 * From now on the keys are of this piece; whoever had them has them no more.
 * @param {Piece} piece @param {Acts} acts @returns {Held}
 */
export function holdMediaSession(piece, acts) {
  if (!('mediaSession' in navigator) || !('MediaMetadata' in window)) return NOTHING
  const session = navigator.mediaSession
  const own = {}
  const keys = keysOf(piece, acts)
  holder = own
  session.metadata = metadataOf(piece)
  for (const [action, act] of keys) set(session, action, act)
  return {
    tell({ state, time }) {
      if (holder !== own) return
      session.playbackState = state
      session.setPositionState?.({ duration: piece.duration, playbackRate: 1, position: Math.min(Math.max(time, 0), piece.duration) })
    },
    show(next) {
      if (holder === own) session.metadata = metadataOf(next)
    },
    release() {
      if (holder !== own) return
      holder = null
      for (const [action] of keys) set(session, action, null)
      session.metadata = null
      session.playbackState = 'none'
    },
  }
}
