// @ts-check
/**
 * Any number of tracks of any length, locked to the sample: chunks of all of them are fetched ahead and scheduled at
 * exact times of one AudioContext, counted in frames from one anchor. When a chunk of any track is late the whole desk
 * waits, so that nothing can drift. Tracks come in groups; one group is heard at a time, and changing it only moves gains.
 */
import { ProblemError } from '@/lib/api.js'
import { leaveFloor, takeFloor } from '../exclusivePlayback.js'
import { store } from '../transport.js'
import { createChunks } from './chunks.js'
import { factor } from './gain.js'
import { createGraph } from './graph.js'
import { pieceAt, upcoming } from './playbackSchedule.js'
import { openWav } from './wavSource.js'

/**
 * @typedef {import('../transport.js').Span} Span
 * @typedef {{id: string, group: string, url: string}} Track
 * @typedef {import('../transport.js').Playing & {group: string, wanted: string, opening: string | null, failure: unknown, changed: boolean}} DeskState
 *   `group` is heard; `wanted` was chosen and takes over when it is here; `opening` is the track whose file is on its way;
 *   `changed`: it played, and the files were made anew under it
 * @typedef {{at: number, from: number, until: number, nodes: Map<string, AudioBufferSourceNode>}} Piece `at` in frames of the context
 * @typedef {ReturnType<typeof createDesk>} Desk
 */

const CHUNK_S = 4
const CHUNKS_AHEAD = 4
const SCHEDULED_S = 5 // a tab in the background is woken once a second
const LEAD_S = 0.05
const TICK_MS = 100
const REST_MS = 3000

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error))

/**
 * @param {Track[]} tracks
 * @param {{duration: number, group: string, makeContext?: (rate: number) => AudioContext, open?: typeof openWav}} options
 */
export function createDesk(tracks, { duration, group: first, makeContext = (sampleRate) => new AudioContext({ sampleRate }), open = openWav }) {
  const { subscribe, snapshot, change, tell } = store(
    /** @type {DeskState} */ ({ state: 'paused', loop: null, muted: false, volume: 1, problem: null, group: first, wanted: first, opening: null, failure: null, changed: false }),
  )
  /** @type {Map<string, import('./wavSource.js').WavSource>} */
  const sources = new Map()
  /** @type {Set<string>} groups whose files are wanted here */
  const asked = new Set([first])
  /** @type {Set<string>} groups that are being played, heard or not */
  const joined = new Set()
  /** @type {Map<string, number>} */
  const trackGains = new Map()
  /** @type {Map<string, number>} */
  const groupDb = new Map()
  let rate = 0
  let frames = 0
  let position = 0 // frames; where it stands while nothing sounds
  let cursor = /** @type {number | null} */ (0) // frames; what is scheduled next
  let scheduled = 0 // frames of the context; until then everything is scheduled
  /** @type {Piece[]} */
  let pieces = []
  /** @type {ReturnType<typeof createGraph> | null} */
  let graph = null
  let chunks = /** @type {ReturnType<typeof createChunks> | null} */ (null)
  let life = new AbortController()
  let timer = /** @type {ReturnType<typeof setInterval> | undefined} */ (undefined)
  let rest = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined)
  let opening = false
  let broken = /** @type {string | null} */ (null) // a group that could not be opened, until it is tried again

  const of = (/** @type {string} */ group) => tracks.filter((track) => track.group === group)
  const isOpen = (/** @type {string} */ group) => of(group).every((track) => sources.has(track.id))
  const playing = () => [...joined].flatMap(of)
  const groupGain = (/** @type {string} */ group) => (group === snapshot().group ? factor(groupDb.get(group) ?? 0) : 0)
  const node = (/** @type {Track} */ track) => /** @type {NonNullable<typeof graph>} */ (graph).track(track.id, track.group, { track: trackGains.get(track.id) ?? 1, group: groupGain(track.group) })
  const frameOf = (/** @type {number} */ time) => Math.min(Math.max(Math.round(time * rate), 0), frames)
  const now = () => Math.ceil((graph?.context.currentTime ?? 0) * rate)
  const song = () => {
    const { loop } = snapshot()
    return { frames, chunk: Math.round(CHUNK_S * rate), loop: loop && { start: frameOf(loop.start), stop: frameOf(loop.stop) } }
  }

  /** What is heard at this moment, in frames. */
  function heard() {
    if (!graph || !pieces.length) return position
    const at = (graph.context.currentTime - Math.min(graph.context.outputLatency || 0, 0.5)) * rate
    const piece = pieces.findLast((one) => one.at <= at) ?? pieces[0]
    return Math.min(Math.max(piece.from + at - piece.at, piece.from), piece.until)
  }

  /** One after the other: the studio makes those that were never asked for. */
  async function openAll() {
    if (opening) return
    opening = true
    const { signal } = life
    for (let track = missing(); track && !signal.aborted; track = missing()) {
      change({ opening: track.id })
      try {
        const source = await open(track.url, signal)
        if (signal.aborted) return
        prepareFor(source.format)
        sources.set(track.id, source)
        if (isOpen(track.group)) opened(track.group)
      } catch (error) {
        if (signal.aborted) return
        unopened(track.group, error)
      }
    }
    if (signal.aborted) return
    opening = false
    change({ opening: null })
  }

  /** What was only got ready keeps silent until somebody chooses it; what sounds goes on. @param {string} group @param {unknown} error */
  function unopened(group, error) {
    asked.delete(group)
    const { group: heardGroup, wanted } = snapshot()
    if (wanted !== group) return
    if (group === heardGroup || !isOpen(heardGroup)) {
      broken = group
      return fail(error)
    }
    change({ wanted: heardGroup, failure: error, problem: messageOf(error) })
  }

  /** The next file to open: of what should be heard first. */
  const missing = () => [snapshot().wanted, ...asked].flatMap(of).find((track) => !sources.has(track.id) && track.group !== broken)

  /** @param {import('./wavSource.js').WavFormat} format */
  function prepareFor(format) {
    frames = Math.max(frames, format.frames)
    if (rate) return
    rate = format.sampleRate
    chunks = createChunks({ chunk: Math.round(CHUNK_S * rate), onArrival: arrived, onFailure: fail })
    position = cursor = frameOf(atFirst)
  }
  let atFirst = 0 // seconds; where to stand before the files are known

  /** @param {string} group */
  function opened(group) {
    if (snapshot().state === 'paused') change({ group: snapshot().wanted === group ? group : snapshot().group })
    if (snapshot().state === 'waiting' && !timer) return void begin()
    fetchAhead()
    arrived()
  }

  function fetchAhead() {
    if (!chunks || !rate) return
    const heardNow = pieces.length ? pieces[0].from : position
    const ahead = upcoming(heardNow, song(), CHUNKS_AHEAD)
    const wanted = tracks.filter((track) => sources.has(track.id) && asked.has(track.group))
    chunks.want(ahead.flatMap((index) => wanted.map((track) => ({ track: track.id, index, source: /** @type {import('./wavSource.js').WavSource} */ (sources.get(track.id)) }))))
  }

  function arrived() {
    if (snapshot().state === 'paused') return
    for (const group of asked) if (!joined.has(group) && isOpen(group)) join(group)
    schedule()
  }

  /** @param {unknown} error */
  function fail(error) {
    const changed = error instanceof ProblemError && error.code === 'changed' && snapshot().state !== 'paused'
    halt('paused')
    leaveFloor(pause)
    restSoon()
    change({ failure: error, problem: messageOf(error), changed })
  }

  /** Files are here: start the clock at `position`. */
  function begin() {
    const { wanted } = snapshot()
    asked.add(wanted)
    if (!isOpen(wanted)) return void openAll()
    if (!graph) {
      graph = createGraph(makeContext(rate))
      graph.setMaster(snapshot().muted ? 0 : snapshot().volume)
    }
    void graph.context.resume()
    clearTimeout(rest)
    joined.add(wanted)
    for (const group of asked) if (isOpen(group)) joined.add(group)
    hear(wanted)
    cursor = position
    pieces = []
    fetchAhead()
    clearInterval(timer)
    timer = setInterval(tick, TICK_MS)
    schedule()
  }

  function tick() {
    while (pieces.length > 1 && pieces[1].at <= now() - rate) pieces.shift() // over for a second
    fetchAhead()
    schedule()
  }

  /** As far ahead as the chunks allow. */
  function schedule() {
    if (!graph || snapshot().state === 'paused') return
    const { context } = graph
    while (cursor !== null) {
      const late = scheduled < now() + 0.01 * rate
      if (pieces.length && !late && scheduled > now() + SCHEDULED_S * rate) break
      const piece = pieceAt(cursor, song())
      if (!piece) break
      const parts = playing().map((track) => ({ track, data: chunks?.get(track.id, Math.floor(piece.from / song().chunk)) }))
      if (parts.some(({ data }) => !data)) break
      if (!pieces.length || late) {
        scheduled = now() + Math.ceil(LEAD_S * rate) // the anchor: everything after it is counted in frames
        graph.openGate(scheduled / rate)
      }
      const made = { at: scheduled, from: piece.from, until: piece.until, nodes: new Map() }
      for (const { track, data } of parts) play(made, track, /** @type {import('./chunks.js').Chunk} */ (data))
      pieces.push(made)
      scheduled += piece.until - piece.from
      cursor = piece.next
      change({ state: 'playing' })
    }
    if (context.currentTime * rate < scheduled && pieces.length) return
    if (cursor === null) return end()
    position = cursor // late: all of it waits
    pieces = []
    change({ state: 'waiting' })
  }

  /** @param {Piece} piece @param {Track} track @param {import('./chunks.js').Chunk} data @param {number} [from] @param {number} [at] */
  function play(piece, track, data, from = piece.from, at = piece.at) {
    const { context } = /** @type {NonNullable<typeof graph>} */ (graph)
    const start = Math.floor(piece.from / song().chunk) * song().chunk
    if (from - start >= data[0].length) return // this track is over
    const buffer = context.createBuffer(data.length, data[0].length, rate)
    data.forEach((channel, index) => buffer.copyToChannel(channel, index))
    const source = context.createBufferSource()
    source.buffer = buffer
    source.connect(node(track))
    source.start(at / rate, (from - start) / rate, (piece.until - from) / rate)
    source.onended = () => source.disconnect()
    piece.nodes.set(track.id, source)
  }

  /** A group whose files came later falls in, at the same frame as all others. @param {string} group */
  function join(group) {
    const soon = now() + Math.ceil(0.03 * rate)
    const ahead = pieces.filter((piece) => piece.at + piece.until - piece.from > soon)
    const parts = ahead.flatMap((piece) => of(group).map((track) => ({ piece, track, data: chunks?.get(track.id, Math.floor(piece.from / song().chunk)) })))
    if (parts.some(({ data }) => !data)) return
    joined.add(group)
    for (const { piece, track, data } of parts) {
      const at = Math.max(piece.at, soon)
      play(piece, track, /** @type {import('./chunks.js').Chunk} */ (data), piece.from + at - piece.at, at)
    }
    if (snapshot().wanted === group) hear(group)
  }

  /** @param {string} group */
  function hear(group) {
    change({ group })
    for (const { group: one } of tracks) graph?.setGroup(one, groupGain(one))
  }

  /** Stop what sounds, and stand where it was. @param {import('../transport.js').PlayState} state */
  function halt(state, at = heard()) {
    position = Math.min(Math.round(at), frames)
    if (graph) {
      const silent = graph.closeGate()
      for (const piece of pieces) for (const source of piece.nodes.values()) source.stop(silent)
    }
    pieces = []
    cursor = position
    clearInterval(timer)
    timer = undefined
    change({ state })
  }

  function end() {
    halt('paused', frames)
    leaveFloor(pause)
    restSoon()
  }

  /** The sound card may sleep when nothing has played for a while. */
  function restSoon() {
    clearTimeout(rest)
    rest = setTimeout(() => graph?.context.suspend(), REST_MS)
  }

  function pause() {
    if (snapshot().state === 'paused') return
    halt('paused')
    leaveFloor(pause)
    restSoon()
  }

  function start() {
    if (frames && position >= frames) position = snapshot().loop ? frameOf(/** @type {Span} */ (snapshot().loop).start) : 0
    change({ state: 'waiting', problem: null, failure: null, changed: false })
    broken = null
    chunks?.forgive()
    begin()
  }

  return {
    duration, subscribe, snapshot, pause,
    time: () => (rate ? Math.min(heard() / rate, duration) : atFirst),
    /** Nothing sounds yet. @param {boolean} [eager] fetch the first files before they are played */
    open(eager = true) {
      life = new AbortController()
      opening = false
      if (eager) void openAll()
    },
    play() {
      if (snapshot().state !== 'paused') return
      takeFloor(pause)
      start()
    },
    /** @param {number} time */
    seek(time) {
      atFirst = Math.min(Math.max(time, 0), duration)
      if (!rate) return tell()
      const going = snapshot().state !== 'paused'
      halt(going ? 'waiting' : 'paused', frameOf(time))
      if (going) begin()
      else fetchAhead()
      tell()
    },
    /** What is scheduled beyond the piece that sounds is planned anew; that piece goes on without a gap. @param {Span | null} loop */
    setLoop(loop) {
      change({ loop })
      if (loop && rate && heard() >= frameOf(loop.stop)) return this.seek(loop.start)
      if (!graph || !pieces.length) return fetchAhead()
      const here = heard()
      const current = pieces.findLast((piece) => piece.at <= now()) ?? pieces[0]
      for (const piece of pieces.splice(pieces.indexOf(current) + 1)) for (const source of piece.nodes.values()) source.stop()
      const { loop: span } = song()
      if (span && here < span.stop && current.until > span.stop) {
        current.until = span.stop
        for (const source of current.nodes.values()) source.stop((current.at + span.stop - current.from) / rate)
      }
      scheduled = current.at + current.until - current.from
      cursor = current.until < frames || span?.stop === current.until ? current.until : null
      fetchAhead()
      schedule()
    },
    /** @param {boolean} muted */
    setMuted(muted) {
      change({ muted })
      graph?.setMaster(muted ? 0 : snapshot().volume)
    },
    /** @param {number} volume */
    setVolume(volume) {
      change({ volume })
      if (!snapshot().muted) graph?.setMaster(volume)
    },
    /** Have a group's files at hand, so that changing to it leaves no gap. @param {string} group */
    prepare(group) {
      asked.add(group)
      void openAll()
    },
    /** Hear another group at the same play head: at once, or as soon as it is here. @param {string} group */
    listen(group) {
      asked.add(group)
      broken = null
      change({ wanted: group, problem: null, failure: null })
      if (joined.has(group) || (snapshot().state === 'paused' && isOpen(group))) hear(group)
      else void openAll()
      if (snapshot().state !== 'paused') (fetchAhead(), arrived())
    },
    /** @param {string} track @param {number} gain a factor */
    setGain(track, gain) {
      trackGains.set(track, gain)
      graph?.setTrack(track, gain)
    },
    /** @param {string} group @param {number} db */
    setGroupDb(group, db) {
      groupDb.set(group, db)
      graph?.setGroup(group, groupGain(group))
    },
    /** Full scale is 1. */
    peak: () => (graph && pieces.length ? graph.peak() : 0),
    retry() {
      broken = null
      chunks?.forgive()
      change({ problem: null, failure: null })
      void openAll()
    },
    /** Lets everything go; it may be opened again. */
    close() {
      life.abort()
      atFirst = rate ? heard() / rate : atFirst
      halt('paused')
      leaveFloor(pause)
      clearTimeout(rest)
      chunks?.clear()
      joined.clear()
      sources.clear()
      rate = frames = 0
      void graph?.context.close()
      graph = null
      change({ opening: null })
    },
  }
}
