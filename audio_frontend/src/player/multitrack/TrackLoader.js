// @ts-check
/** Opens the tracks' files, one after the other, and fetches the seconds of them that are needed next. */
import { createChunks } from './chunks.js'
import { atRate } from './resampled.js'

/**
 * @typedef {import('./chunks.js').Chunk} Chunk
 * @typedef {import('./wavSource.js').WavSource} WavSource
 * @typedef {{id: string, group: string, url: string}} Track
 *
 * @typedef {object} LoaderEvents
 * @property {() => void} onFormat the first file is here: `rate` is known
 * @property {(track: string | null) => void} onOpening whose file is on its way
 * @property {(group: string) => void} onOpen all files of this group are here
 * @property {(group: string, error: unknown) => void} onOpenFailure
 * @property {() => void} onChunk
 * @property {(error: unknown) => void} onReadFailure
 */

const CHUNK_S = 4

export class TrackLoader {
  /** Frames a second; 0 until the first file is here. */
  rate = 0
  /** Of the longest track. */
  frames = 0
  #tracks
  #openFile
  #firstGroup
  #events
  /** @type {Map<string, WavSource>} */
  #sources = new Map()
  /** @type {Set<string>} */
  #requestedGroups = new Set()
  #chunks = /** @type {ReturnType<typeof createChunks> | null} */ (null)
  #lifetime = new AbortController()
  #isOpening = false
  #refusedGroup = /** @type {string | null} */ (null)

  /**
   * @param {Track[]} tracks
   * @param {{openFile: typeof import('./wavSource.js').openWav, firstGroup: () => string}} options `firstGroup` is opened before others
   * @param {LoaderEvents} events
   */
  constructor(tracks, { openFile, firstGroup }, events) {
    this.#tracks = tracks
    this.#openFile = openFile
    this.#firstGroup = firstGroup
    this.#events = events
  }

  get chunkFrames() {
    return Math.round(CHUNK_S * this.rate)
  }

  /** Groups whose files are to be here. */
  get requestedGroups() {
    return [...this.#requestedGroups]
  }

  /** @param {number} time seconds */
  frameAt(time) {
    return Math.min(Math.max(Math.round(time * this.rate), 0), this.frames)
  }

  /** @param {string} group */
  tracksOf(group) {
    return this.#tracks.filter((track) => track.group === group)
  }

  /** @param {string} group */
  isOpen(group) {
    return this.tracksOf(group).every((track) => this.#sources.has(track.id))
  }

  /** @param {string} group */
  request(group) {
    this.#requestedGroups.add(group)
  }

  /** Not tried again before `forgiveFailures`. @param {string} group */
  refuse(group) {
    this.#refusedGroup = group
  }

  /** @param {{chunks?: boolean}} [also] */
  forgiveFailures({ chunks = true } = {}) {
    this.#refusedGroup = null
    if (chunks) this.#chunks?.forgive()
  }

  /** One after the other: the studio makes those that were never asked for. */
  async openRequested() {
    if (this.#isOpening) return
    this.#isOpening = true
    const { signal } = this.#lifetime
    for (let track = this.#nextTrack(); track && !signal.aborted; track = this.#nextTrack()) {
      this.#events.onOpening(track.id)
      await this.#openTrack(track, signal)
    }
    if (signal.aborted) return
    this.#isOpening = false
    this.#events.onOpening(null)
  }

  #nextTrack() {
    const groups = [this.#firstGroup(), ...this.#requestedGroups]
    return groups.flatMap((group) => this.tracksOf(group)).find((track) => !this.#sources.has(track.id) && track.group !== this.#refusedGroup)
  }

  /** @param {Track} track @param {AbortSignal} signal */
  async #openTrack(track, signal) {
    try {
      const source = await this.#openFile(track.url, signal)
      if (signal.aborted) return
      this.#sources.set(track.id, this.#adopted(source))
      if (this.isOpen(track.group)) this.#events.onOpen(track.group)
    } catch (error) {
      if (signal.aborted) return
      this.#requestedGroups.delete(track.group)
      this.#events.onOpenFailure(track.group, error)
    }
  }

  /** The first file decides the rate; all others are heard at it. @param {WavSource} source */
  #adopted(source) {
    const first = !this.rate
    this.rate ||= source.format.sampleRate
    const adopted = atRate(source, this.rate)
    this.frames = Math.max(this.frames, adopted.format.frames)
    if (first) {
      this.#chunks = createChunks({ chunk: this.chunkFrames, onArrival: this.#events.onChunk, onFailure: this.#events.onReadFailure })
      this.#events.onFormat()
    }
    return adopted
  }

  /** Have these chunks of every track at hand, and forget all others. @param {number[]} indices the most urgent first */
  fetchChunks(indices) {
    const tracks = this.#tracks.filter((track) => this.#sources.has(track.id) && this.#requestedGroups.has(track.group))
    this.#chunks?.want(indices.flatMap((index) => tracks.map((track) => ({ track: track.id, index, source: /** @type {WavSource} */ (this.#sources.get(track.id)) }))))
  }

  /** The chunk that this frame lies in, if it is here. @param {string} track @param {number} frame */
  chunkAt(track, frame) {
    return this.#chunks?.get(track, Math.floor(frame / this.chunkFrames))
  }

  /** Nothing is fetched yet. */
  open() {
    this.#lifetime = new AbortController()
    this.#isOpening = false
  }

  /** Stops what is on its way. */
  abort() {
    this.#lifetime.abort()
  }

  /** Lets every file go; they may be opened again. */
  close() {
    this.#chunks?.clear()
    this.#sources.clear()
    this.rate = this.frames = 0
  }
}
