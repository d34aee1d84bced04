// @ts-check
/**
 * Pieces of all joined tracks at exact times of one AudioContext, counted in frames from one anchor. When a chunk of any
 * track is late all of them wait, so that nothing can drift.
 */
import { pieceAt, upcoming } from './playbackSchedule.js'

/**
 * @typedef {import('./TrackLoader.js').Track} Track
 * @typedef {import('./chunks.js').Chunk} Chunk
 * @typedef {ReturnType<typeof import('./graph.js').createGraph>} Graph
 * @typedef {{at: number, from: number, until: number, nodes: Map<string, AudioBufferSourceNode>}} Piece `at` in frames of the context
 *
 * @typedef {object} SchedulerPort what the scheduler needs of the player
 * @property {() => Pick<import('../transport.js').Playing, 'state' | 'loop'>} snapshot
 * @property {(track: Track) => AudioNode} inputOf where this track's sound goes
 * @property {(state: 'playing' | 'waiting') => void} onState
 * @property {() => void} onEnd of the song
 */

const CHUNKS_AHEAD = 4
const SCHEDULED_S = 5 // a tab in the background is woken once a second
const LEAD_S = 0.05
const JOIN_LEAD_S = 0.03
const LATE_S = 0.01
const PAST_S = 1 // a piece is remembered so long after the next one began
const MOST_LATENCY_S = 0.5
const TICK_MS = 100

export class PlaybackScheduler {
  #loader
  #port
  #position = 0 // frames; where it stands while nothing sounds
  #cursor = /** @type {number | null} */ (0) // frames; what is scheduled next, null after the end
  #scheduledUntil = 0 // frames of the context
  /** @type {Piece[]} */
  #pieces = []
  /** @type {Set<string>} groups that are being played, heard or not */
  #joinedGroups = new Set()
  #graph = /** @type {Graph | null} */ (null)
  #timer = /** @type {ReturnType<typeof setInterval> | undefined} */ (undefined)

  /** @param {import('./TrackLoader.js').TrackLoader} loader @param {SchedulerPort} port */
  constructor(loader, port) {
    this.#loader = loader
    this.#port = port
  }

  get isRunning() {
    return this.#timer !== undefined
  }

  get hasPieces() {
    return this.#graph !== null && this.#pieces.length > 0
  }

  /** What is heard at this moment, in frames. */
  get heardFrame() {
    if (!this.#graph || !this.#pieces.length) return this.#position
    const { currentTime, outputLatency } = this.#graph.context
    const at = (currentTime - Math.min(outputLatency || 0, MOST_LATENCY_S)) * this.#loader.rate
    const piece = this.#pieces.findLast((candidate) => candidate.at <= at) ?? this.#pieces[0]
    return Math.min(Math.max(piece.from + at - piece.at, piece.from), piece.until)
  }

  /** Where it stands while nothing sounds. */
  get position() {
    return this.#position
  }

  /** @param {number} frame */
  moveTo(frame) {
    this.#position = this.#cursor = frame
  }

  /** @param {string} group */
  hasJoined(group) {
    return this.#joinedGroups.has(group)
  }

  get #now() {
    return Math.ceil((this.#graph?.context.currentTime ?? 0) * this.#loader.rate)
  }

  get #song() {
    const { loop } = this.#port.snapshot()
    const frameAt = (/** @type {number} */ time) => this.#loader.frameAt(time)
    return { frames: this.#loader.frames, chunk: this.#loader.chunkFrames, loop: loop && { start: frameAt(loop.start), stop: frameAt(loop.stop) } }
  }

  /** Start the clock at `position`. @param {Graph} graph @param {string[]} groups that play, heard or not */
  start(graph, groups) {
    this.#graph = graph
    for (const group of groups) this.#joinedGroups.add(group)
    this.#cursor = this.#position
    this.#pieces = []
    this.fetchAhead()
    clearInterval(this.#timer)
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
    this.schedule()
  }

  #tick() {
    while (this.#pieces.length > 1 && this.#pieces[1].at <= this.#now - PAST_S * this.#loader.rate) this.#pieces.shift()
    this.fetchAhead()
    this.schedule()
  }

  fetchAhead() {
    if (!this.#loader.rate) return
    const from = this.#pieces.length ? this.#pieces[0].from : this.#position
    this.#loader.fetchChunks(upcoming(from, this.#song, CHUNKS_AHEAD))
  }

  /** As far ahead as the chunks allow. */
  schedule() {
    const graph = this.#graph
    if (!graph || this.#port.snapshot().state === 'paused') return
    while (this.#cursor !== null && this.#schedulePiece(graph, this.#cursor));
    if (graph.context.currentTime * this.#loader.rate < this.#scheduledUntil && this.#pieces.length) return
    if (this.#cursor === null) return this.#port.onEnd()
    this.moveTo(this.#cursor) // late: all of it waits
    this.#pieces = []
    this.#port.onState('waiting')
  }

  /** @param {Graph} graph @param {number} cursor @returns {boolean} false when enough is scheduled, or a chunk is not here yet */
  #schedulePiece(graph, cursor) {
    const { rate } = this.#loader
    const isLate = this.#scheduledUntil < this.#now + LATE_S * rate
    if (this.#pieces.length && !isLate && this.#scheduledUntil > this.#now + SCHEDULED_S * rate) return false
    const span = pieceAt(cursor, this.#song)
    if (!span) return false
    const tracks = [...this.#joinedGroups].flatMap((group) => this.#loader.tracksOf(group))
    const parts = tracks.map((track) => ({ track, chunk: this.#loader.chunkAt(track.id, span.from) }))
    if (parts.some(({ chunk }) => !chunk)) return false
    if (!this.#pieces.length || isLate) {
      this.#scheduledUntil = this.#now + Math.ceil(LEAD_S * rate) // the anchor: everything after it is counted in frames
      graph.openGate(this.#scheduledUntil / rate)
    }
    const piece = { at: this.#scheduledUntil, from: span.from, until: span.until, nodes: new Map() }
    for (const { track, chunk } of parts) this.#playTrack(graph, piece, track, /** @type {Chunk} */ (chunk))
    this.#pieces.push(piece)
    this.#scheduledUntil += span.until - span.from
    this.#cursor = span.next
    this.#port.onState('playing')
    return true
  }

  /** @param {Graph} graph @param {Piece} piece @param {Track} track @param {Chunk} chunk @param {number} [at] frames of the context, inside the piece */
  #playTrack({ context }, piece, track, chunk, at = piece.at) {
    const { rate, chunkFrames } = this.#loader
    const from = piece.from + at - piece.at
    const offset = from - Math.floor(piece.from / chunkFrames) * chunkFrames
    if (offset >= chunk[0].length) return // this track is over
    const buffer = context.createBuffer(chunk.length, chunk[0].length, rate)
    chunk.forEach((channel, index) => buffer.copyToChannel(channel, index))
    const source = context.createBufferSource()
    source.buffer = buffer
    source.connect(this.#port.inputOf(track))
    source.start(at / rate, offset / rate, (piece.until - from) / rate)
    source.onended = () => source.disconnect()
    piece.nodes.set(track.id, source)
  }

  /** A group whose files came later falls in, at the same frame as all others. @param {string} group @returns {boolean} false while a chunk is missing */
  join(group) {
    const soon = this.#now + Math.ceil(JOIN_LEAD_S * this.#loader.rate)
    const ahead = this.#pieces.filter((piece) => piece.at + piece.until - piece.from > soon)
    const tracks = this.#loader.tracksOf(group)
    const parts = ahead.flatMap((piece) => tracks.map((track) => ({ piece, track, chunk: this.#loader.chunkAt(track.id, piece.from) })))
    if (parts.some(({ chunk }) => !chunk)) return false
    this.#joinedGroups.add(group)
    for (const { piece, track, chunk } of parts) this.#playTrack(/** @type {Graph} */ (this.#graph), piece, track, /** @type {Chunk} */ (chunk), Math.max(piece.at, soon))
    return true
  }

  /** The loop is another one: what lies beyond the piece that sounds is planned anew; that piece goes on without a gap. */
  replan() {
    if (!this.#graph || !this.#pieces.length) return this.fetchAhead()
    const { heardFrame } = this
    const current = this.#pieces.findLast((piece) => piece.at <= this.#now) ?? this.#pieces[0]
    for (const piece of this.#pieces.splice(this.#pieces.indexOf(current) + 1)) for (const source of piece.nodes.values()) source.stop()
    const { loop, frames } = this.#song
    if (loop && heardFrame < loop.stop && current.until > loop.stop) {
      current.until = loop.stop
      for (const source of current.nodes.values()) source.stop((current.at + loop.stop - current.from) / this.#loader.rate)
    }
    this.#scheduledUntil = current.at + current.until - current.from
    this.#cursor = current.until < frames || loop?.stop === current.until ? current.until : null
    this.fetchAhead()
    this.schedule()
  }

  /** Stop what sounds, and stand there. @param {number} frame */
  halt(frame = this.heardFrame) {
    this.moveTo(Math.min(Math.round(frame), this.#loader.frames))
    const silentAt = this.#graph?.closeGate()
    for (const piece of this.#pieces) for (const source of piece.nodes.values()) source.stop(silentAt)
    this.#pieces = []
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Lets the context go; another one may be started. */
  close() {
    this.#joinedGroups.clear()
    this.#graph = null
  }
}
