// @ts-check
/**
 * Any number of tracks of any length, locked to the sample: TrackLoader fetches chunks of all of them ahead,
 * PlaybackScheduler plays them at exact times of one AudioContext. Tracks come in groups; one group is heard at a time,
 * and changing it only moves gains.
 */
import { ProblemError } from '@/lib/api.js'
import { startContext } from '@/lib/sound/sound.js'
import { releasePlayback, claimPlayback } from '../exclusivePlayback.js'
import { store } from '../transport.js'
import { PlaybackScheduler } from './PlaybackScheduler.js'
import { TrackLoader } from './TrackLoader.js'
import { factor } from './gain.js'
import { createGraph } from './graph.js'
import { openWav } from './wavSource.js'

/**
 * @typedef {import('../transport.js').Span} Span
 * @typedef {import('../transport.js').Transport} Transport
 * @typedef {import('./TrackLoader.js').Track} Track
 * @typedef {import('../transport.js').Playing & {group: string, selectedGroup: string, opening: string | null, failure: unknown, changed: boolean}} MultitrackState
 *   `group` is heard; `selectedGroup` takes over when it is here; `opening` is the track whose file is on its way;
 *   `changed`: it played, and the files were made anew under it
 */

const REST_MS = 3000

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error))

/** @implements {Transport} */
export class MultitrackPlayer {
  #makeContext
  #store
  #loader
  #scheduler
  #graph = /** @type {ReturnType<typeof createGraph> | null} */ (null)
  #groups
  /** @type {Map<string, number>} */
  #trackGains = new Map()
  /** @type {Map<string, [number, number]>} */
  #trackSides = new Map()
  /** @type {Map<string, number>} */
  #groupDb = new Map()
  #mastering
  #sends
  #reverb = { level: 0, room: /** @type {AudioBuffer | null} */ (null), inverted: false }
  #startTime = 0 // seconds; where to stand before the files are known
  #restTimer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined)

  /**
   * @param {Track[]} tracks
   * @param {{duration: number, group: string, mastering?: Map<string, import('./graph.js').Mastering>, sends?: Set<string>, makeContext?: (rate: number) => AudioContext, open?: typeof openWav}} options
   */
  constructor(tracks, { duration, group, mastering, sends, makeContext = (sampleRate) => new AudioContext({ sampleRate }), open = openWav }) {
    this.duration = duration
    this.#makeContext = makeContext
    this.#mastering = mastering
    this.#sends = sends
    this.#groups = [...new Set(tracks.map((track) => track.group))]
    this.#store = store(/** @type {MultitrackState} */ ({ state: 'paused', loop: null, muted: false, volume: 1, problem: null, group, selectedGroup: group, opening: null, failure: null, changed: false }))
    this.subscribe = this.#store.subscribe
    this.snapshot = this.#store.snapshot
    this.#loader = new TrackLoader(tracks, { openFile: open, firstGroup: () => this.snapshot().selectedGroup }, {
      onFormat: () => this.#scheduler.moveTo(this.#loader.frameAt(this.#startTime)),
      onOpening: (track) => this.#store.change({ opening: track }),
      onOpen: (opened) => this.#onOpen(opened),
      onOpenFailure: (refused, error) => this.#onOpenFailure(refused, error),
      onChunk: () => this.#joinAndSchedule(),
      onReadFailure: (error) => this.#fail(error),
    })
    this.#loader.request(group)
    this.#scheduler = new PlaybackScheduler(this.#loader, {
      snapshot: this.snapshot,
      inputOf: (track) => this.#inputOf(track),
      onState: (state) => this.#store.change({ state }),
      onEnd: () => this.#stop(this.#loader.frames),
    })
  }

  /** Seconds. */
  time = () => (this.#loader.rate ? Math.min(this.#scheduler.heardFrame / this.#loader.rate, this.duration) : this.#startTime)

  play = () => {
    if (this.snapshot().state !== 'paused') return
    claimPlayback(this.pause)
    this.#rewindAtEnd()
    this.#store.change({ state: 'waiting', problem: null, failure: null, changed: false })
    this.#loader.forgiveFailures()
    this.#start()
  }

  pause = () => {
    if (this.snapshot().state !== 'paused') this.#stop()
  }

  /** @param {number} time */
  seek = (time) => {
    this.#startTime = Math.min(Math.max(time, 0), this.duration)
    if (!this.#loader.rate) return this.#store.tell()
    const isGoing = this.snapshot().state !== 'paused'
    this.#halt(isGoing ? 'waiting' : 'paused', this.#loader.frameAt(time))
    if (isGoing) this.#start()
    else this.#scheduler.fetchAhead()
    this.#store.tell()
  }

  /** @param {Span | null} loop */
  setLoop = (loop) => {
    this.#store.change({ loop })
    if (loop && this.#loader.rate && this.#scheduler.heardFrame >= this.#loader.frameAt(loop.stop)) this.seek(loop.start)
    else this.#scheduler.replan()
  }

  /** @param {boolean} muted */
  setMuted = (muted) => {
    this.#store.change({ muted })
    this.#graph?.setMaster(muted ? 0 : this.snapshot().volume)
  }

  /** @param {number} volume */
  setVolume = (volume) => {
    this.#store.change({ volume })
    if (!this.snapshot().muted) this.#graph?.setMaster(volume)
  }

  /** Have a group's files at hand, so that changing to it leaves no gap. @param {string} group */
  prepareGroup(group) {
    this.#loader.request(group)
    void this.#loader.openRequested()
  }

  /** Hear another group at the same play head: at once, or as soon as it is here. @param {string} group */
  selectGroup = (group) => {
    this.#loader.request(group)
    this.#loader.forgiveFailures({ chunks: false })
    this.#store.change({ selectedGroup: group, problem: null, failure: null })
    if (this.#scheduler.hasJoined(group) || (this.snapshot().state === 'paused' && this.#loader.isOpen(group))) this.#hearGroup(group)
    else void this.#loader.openRequested()
    if (this.snapshot().state !== 'paused') (this.#scheduler.fetchAhead(), this.#joinAndSchedule())
  }

  /** @param {string} track @param {number} gain a factor */
  setTrackGain(track, gain) {
    this.#trackGains.set(track, gain)
    this.#graph?.setTrack(track, gain)
  }

  /** @param {string} track @param {[number, number]} sides factors of left and right */
  setTrackSides(track, sides) {
    this.#trackSides.set(track, sides)
    this.#graph?.setSides(track, sides)
  }

  /** @param {string} group @param {number} db */
  setGroupDb(group, db) {
    this.#groupDb.set(group, db)
    this.#graph?.setGroup(group, this.#groupGain(group))
  }

  /** Of the tracks that have one. @param {{level: number, room: AudioBuffer | null, inverted: boolean}} reverb `level` 1 is as loud as the voice; `inverted`: its left and right are opposed */
  setReverb({ level, room, inverted }) {
    if (room && room !== this.#reverb.room) this.#graph?.setRoom(room, inverted)
    this.#reverb = { level, room, inverted }
    this.#graph?.setReverb(level)
  }

  /** The loudest sample of the last moment of a track that is heard, behind its fader. @param {string} track */
  trackPeak(track) {
    const heard = this.#loader.tracksOf(this.snapshot().group).some(({ id }) => id === track)
    return heard && this.#graph && this.#scheduler.hasPieces ? this.#graph.trackPeak(track) : 0
  }

  /** The loudest sample of the last moment; full scale is 1. */
  peak() {
    return this.#graph && this.#scheduler.hasPieces ? this.#graph.peak() : 0
  }

  retry() {
    this.#loader.forgiveFailures()
    this.#store.change({ problem: null, failure: null })
    void this.#loader.openRequested()
  }

  /** Nothing sounds yet. @param {boolean} [eager] fetch the first files before they are played */
  open(eager = true) {
    this.#loader.open()
    if (eager) void this.#loader.openRequested()
  }

  /** Lets everything go; it may be opened again. */
  close() {
    this.#loader.abort()
    this.#startTime = this.#loader.rate ? this.#scheduler.heardFrame / this.#loader.rate : this.#startTime
    this.#halt('paused')
    releasePlayback(this.pause)
    clearTimeout(this.#restTimer)
    this.#loader.close()
    this.#scheduler.close()
    void this.#graph?.context.close()
    this.#graph = null
    this.#store.change({ opening: null })
  }

  /** @param {string} group */
  #onOpen(group) {
    const { state, selectedGroup } = this.snapshot()
    if (state === 'paused' && selectedGroup === group) this.#store.change({ group })
    if (state === 'waiting' && !this.#scheduler.isRunning) return this.#start()
    this.#scheduler.fetchAhead()
    this.#joinAndSchedule()
  }

  /** What was only got ready keeps silent until somebody chooses it; what sounds goes on. @param {string} group @param {unknown} error */
  #onOpenFailure(group, error) {
    const { group: heardGroup, selectedGroup } = this.snapshot()
    if (selectedGroup !== group) return
    if (group === heardGroup || !this.#loader.isOpen(heardGroup)) {
      this.#loader.refuse(group)
      return this.#fail(error)
    }
    this.#store.change({ selectedGroup: heardGroup, failure: error, problem: messageOf(error) })
  }

  #joinAndSchedule() {
    if (this.snapshot().state === 'paused') return
    for (const group of this.#loader.requestedGroups) {
      if (this.#scheduler.hasJoined(group) || !this.#loader.isOpen(group)) continue
      if (this.#scheduler.join(group) && this.snapshot().selectedGroup === group) this.#hearGroup(group)
    }
    this.#scheduler.schedule()
  }

  /** @param {unknown} error */
  #fail(error) {
    const { state, changed: known } = this.snapshot() // several pieces fail one after the other: the first has stopped it
    const changed = error instanceof ProblemError && error.code === 'changed' && (state !== 'paused' || known)
    this.#stop()
    this.#store.change({ failure: error, problem: messageOf(error), changed })
  }

  #rewindAtEnd() {
    const { frames } = this.#loader
    const { loop } = this.snapshot()
    if (frames && this.#scheduler.position >= frames) this.#scheduler.moveTo(loop ? this.#loader.frameAt(loop.start) : 0)
  }

  /** Start the clock, as soon as the files are here. */
  #start() {
    const { selectedGroup, muted, volume } = this.snapshot()
    this.#loader.request(selectedGroup)
    if (!this.#loader.isOpen(selectedGroup)) return void this.#loader.openRequested()
    if (!this.#graph) {
      this.#graph = createGraph(this.#makeContext(this.#loader.rate), this.#mastering, this.#sends)
      if (this.#reverb.room) this.#graph.setRoom(this.#reverb.room, this.#reverb.inverted)
      this.#graph.setReverb(this.#reverb.level)
      this.#graph.setMaster(muted ? 0 : volume)
    }
    const { context } = this.#graph
    startContext(context).catch((error) => this.#graph?.context === context && this.snapshot().state !== 'paused' && this.#fail(error))
    clearTimeout(this.#restTimer)
    this.#hearGroup(selectedGroup)
    this.#scheduler.start(this.#graph, this.#loader.requestedGroups.filter((group) => this.#loader.isOpen(group)))
  }

  /** @param {import('../transport.js').PlayState} state @param {number} [frame] where it stands then */
  #halt(state, frame) {
    this.#scheduler.halt(frame)
    this.#store.change({ state })
  }

  /** @param {number} [frame] where it stands then */
  #stop(frame) {
    this.#halt('paused', frame)
    releasePlayback(this.pause)
    clearTimeout(this.#restTimer)
    this.#restTimer = setTimeout(() => this.#graph?.context.suspend(), REST_MS) // the sound card may sleep
  }

  /** @param {string} group */
  #hearGroup(group) {
    this.#store.change({ group })
    for (const other of this.#groups) this.#graph?.setGroup(other, this.#groupGain(other))
  }

  /** @param {string} group */
  #groupGain(group) {
    return group === this.snapshot().group ? factor(this.#groupDb.get(group) ?? 0) : 0
  }

  /** @param {Track} track */
  #inputOf(track) {
    const graph = /** @type {ReturnType<typeof createGraph>} */ (this.#graph)
    return graph.track(track.id, track.group, { track: this.#trackGains.get(track.id) ?? 1, sides: this.#trackSides.get(track.id) ?? [1, 1], group: this.#groupGain(track.group) })
  }
}
