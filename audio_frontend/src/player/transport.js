// @ts-check
/**
 * What plays: one file through `<audio>` (media.js), or many tracks (multitrack/MultitrackPlayer.js). The page's
 * controls, keys and waveforms know only this.
 *
 * @typedef {{start: number, stop: number}} Span seconds
 * @typedef {'paused' | 'playing' | 'waiting'} PlayState `waiting`: it will play as soon as the sound is here
 * @typedef {{state: PlayState, loop: Span | null, muted: boolean, volume: number, problem: string | null}} Playing
 *
 * @typedef {object} Transport
 * @property {(tell: () => void) => () => void} subscribe
 * @property {() => Playing} snapshot the same object until something changed
 * @property {() => number} time where the play head is, in seconds
 * @property {number} duration seconds
 * @property {() => void} play
 * @property {() => void} pause
 * @property {(time: number) => void} seek
 * @property {(loop: Span | null) => void} setLoop
 * @property {(muted: boolean) => void} setMuted
 * @property {(volume: number) => void} setVolume 0 to 1
 */

/** Subscribers, and a value that is new whenever something changed. @template {Record<string, any>} T @param {T} first */
export function store(first) {
  let now = first
  /** @type {Set<() => void>} */
  const listeners = new Set()
  return {
    snapshot: () => now,
    /** @param {() => void} tell */
    subscribe: (tell) => {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    /** @param {Partial<T>} change */
    change: (change) => {
      if (Object.entries(change).every(([key, value]) => Object.is(now[key], value))) return
      now = Object.assign({}, now, change)
      listeners.forEach((tell) => tell())
    },
    /** The play head jumped: nothing else is new. */
    tell: () => listeners.forEach((tell) => tell()),
  }
}

/** @param {Transport} transport */
export const toggle = (transport) => (transport.snapshot().state === 'paused' ? transport.play() : transport.pause())

/** Play, from there. @param {Transport} transport @param {number} time */
export function playFrom(transport, time) {
  transport.seek(time)
  transport.play()
}
