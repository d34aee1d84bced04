// @ts-check
/**
 * A song of which only some segments can be heard: they play in order, one into the next; where the next isn't there
 * yet it waits, and goes on by itself when it is. Two `<audio>`s by turns, the next one got ready in time, and the first
 * before anybody presses Play.
 */
import { t } from '@/lib/strings/index.js'
import { releasePlayback, claimPlayback } from './exclusivePlayback.js'
import { store } from './transport.js'

/**
 * @typedef {object} Piece seconds of the song throughout
 * @property {string} url of the whole segment, cross-fades and all; empty while there is nothing to hear
 * @property {number} from where its file begins
 * @property {number} start from here on it is heard
 * @property {number} stop and until here
 *
 * @typedef {{piece: Piece, element: HTMLAudioElement}} Sounding
 */

const LOOK_MS = 40
const NEAR_S = 0.03

/** @implements {Transport} @typedef {import('./transport.js').Transport} Transport */
export class SegmentPlayer {
  #store = store(/** @type {import('./transport.js').Playing} */ ({ state: 'paused', loop: null, muted: false, volume: 1, problem: null }))
  /** @type {Piece[]} */
  #pieces = []
  #current = /** @type {Sounding | null} */ (null)
  #next = /** @type {Sounding | null} */ (null)
  #place = 0 // seconds; where it stands while nothing sounds
  #timer = /** @type {ReturnType<typeof setInterval> | undefined} */ (undefined)

  /** @param {number} duration seconds */
  constructor(duration) {
    this.duration = duration
    this.subscribe = this.#store.subscribe
    this.snapshot = this.#store.snapshot
  }

  time = () => {
    if (!this.#current || this.#current.element.ended) return this.#place
    const { piece, element } = this.#current
    return Math.min(Math.max(piece.from + element.currentTime, piece.start), piece.stop)
  }

  play = () => {
    if (this.snapshot().state !== 'paused') return
    const first = this.#pieces.find(({ url }) => url)
    claimPlayback(this.pause)
    const stands = this.#place > 0 && this.#pieceAt(this.#place) // somebody chose the place: it is waited for
    this.#go(stands ? this.#place : (first?.start ?? this.#place))
  }

  pause = () => this.#rest(this.time())

  /** @param {number} time */
  seek = (time) => {
    const isGoing = this.snapshot().state !== 'paused'
    this.#silence()
    this.#place = Math.min(Math.max(time, 0), this.duration)
    if (isGoing) this.#go(this.#place)
    this.#store.tell()
  }

  setLoop = () => {}

  /** @param {boolean} muted */
  setMuted = (muted) => {
    for (const one of [this.#current, this.#next]) if (one) one.element.muted = muted
    this.#store.change({ muted })
  }

  /** @param {number} volume */
  setVolume = (volume) => {
    for (const one of [this.#current, this.#next]) if (one) one.element.volume = volume
    this.#store.change({ volume })
  }

  /** How far the song is made now; what waits for it goes on. @param {Piece[]} pieces */
  setPieces(pieces) {
    this.#pieces = pieces
    const next = this.#next
    if (next && !pieces.some(({ url }) => url === next.piece.url)) this.#drop(next) // something better is there
    const first = pieces.find(({ url }) => url)
    if (first && !this.#next && !this.#current) this.#next = this.#opened(first, first.start)
    if (this.snapshot().state === 'waiting' && !this.#current && this.#pieceAt(this.#place)?.url) this.#go(this.#place)
  }

  close() {
    if (this.snapshot().state !== 'paused') this.pause()
    this.#silence()
  }

  /** @param {number} time */
  #pieceAt(time) {
    return this.#pieces.find(({ start, stop }) => time >= start - 0.001 && time < stop - 0.001)
  }

  /** @param {Piece} piece @param {number} time @returns {Sounding} */
  #opened(piece, time) {
    const element = new Audio(piece.url)
    const { muted, volume } = this.snapshot()
    Object.assign(element, { preload: 'auto', muted, volume, currentTime: Math.max(time - piece.from, 0) })
    return { piece, element }
  }

  #silence() {
    clearInterval(this.#timer)
    for (const one of [this.#current, this.#next]) if (one) this.#drop(one)
  }

  /** @param {Sounding} sounding */
  #drop(sounding) {
    sounding.element.pause()
    sounding.element.removeAttribute('src')
    if (this.#current === sounding) this.#current = null
    if (this.#next === sounding) this.#next = null
  }

  /** @param {number} time */
  #rest(time) {
    this.#place = time
    this.#silence()
    releasePlayback(this.pause)
    this.#store.change({ state: 'paused' })
    this.#store.tell()
  }

  /** Play from here, or wait here. @param {number} time */
  #go(time) {
    const piece = this.#pieceAt(time)
    if (!piece) return this.#rest(time >= this.duration - NEAR_S ? 0 : time)
    this.#place = time
    if (!piece.url) {
      this.#silence()
      return this.#store.change({ state: 'waiting' })
    }
    const before = this.#current?.element
    const sounding = (this.#current = this.#isNext(piece, time) ?? this.#opened(piece, time))
    if (this.#next && this.#next !== sounding) this.#drop(this.#next)
    this.#next = null
    this.#store.change({ state: 'waiting', problem: null })
    sounding.element.play().then(
      () => this.#current === sounding && this.#store.change({ state: 'playing' }),
      (error) => this.#current === sounding && error.name !== 'AbortError' && this.#fail(time, error.name),
    )
    before?.pause()
    clearInterval(this.#timer)
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
  }

  /** What was got ready, if it is what plays from here. @param {Piece} piece @param {number} time */
  #isNext(piece, time) {
    return this.#next?.piece.url === piece.url && Math.abs(time - piece.start) < NEAR_S ? this.#next : null
  }

  /** @param {number} time @param {string} name of the error */
  #fail(time, name) {
    this.#rest(time)
    this.#store.change({ problem: name === 'NotAllowedError' ? t.wave.notAllowed : t.wave.unplayable })
  }

  #look() {
    if (!this.#current) return
    const { piece, element } = this.#current
    if (element.ended || piece.from + element.currentTime >= piece.stop - NEAR_S / 2) return this.#go(piece.stop)
    const following = this.#pieceAt(piece.stop)
    if (!this.#next && following?.url) this.#next = this.#opened(following, following.start)
  }
}
