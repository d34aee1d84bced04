// @ts-check
import { useEffect, useReducer, useRef } from 'react'
import { claimPlayback, releasePlayback } from '@/player/exclusivePlayback.js'
import { Levels, USED_SECONDS, joined, roomOf } from './level.js'
import { openMicrophone, troubleOf } from './microphone.js'
import { WAV_TYPE, wavOf } from './wav.js'

/** @typedef {import('./microphone.js').Trouble} Trouble */
/** @typedef {import('./level.js').Room} Room */
/** @typedef {{blob: Blob, seconds: number, loudness: import('./level.js').Loudness}} Take */
/**
 * `trouble` also beside what was recorded until the device went away.
 * @typedef {{step: 'idle', trouble: Trouble | null} | {step: 'asking'} | {step: 'room'} | {step: 'counting', left: number, room: Room}
 *   | {step: 'recording', levels: Levels, room: Room} | {step: 'taken', take: Take, room: Room, trouble: Trouble | null}} Recording
 */

const ROOM_SECONDS = 1.5
const SETTLING_SECONDS = 0.3 // devices begin with a click, or with zeros
const COUNTDOWN = 3
const LEAST_SECONDS = 0.5 // less was a slip of the finger

/** @type {Recording} */
const START = { step: 'idle', trouble: null }

/** @param {Recording} _ @param {Recording} next @returns {Recording} */
const replaced = (_, next) => next

/** One recording on its way: what the microphone gives goes where the step wants it. */
class Session {
  cut = new AbortController()
  /** @type {Float32Array[]} */
  #blocks = []
  /** @type {'room' | 'counting' | 'recording'} */
  #step = 'room'
  #heard = 0 // frames since it was opened
  /** @type {Room} */
  #room = { db: 0, word: 'quiet' }
  #sampleRate = 0
  #levels = new Levels(1)
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer

  /** @param {(next: Recording) => void} tell */
  constructor(tell) {
    this.tell = tell
  }

  async begin() {
    this.tell({ step: 'asking' })
    const { signal } = this.cut
    try {
      const { sampleRate } = await openMicrophone({ onBlock: (block) => this.#take(block), onGone: () => this.#gone(), signal })
      this.#sampleRate = sampleRate
      this.tell({ step: 'room' })
    } catch (error) {
      if (!signal.aborted) this.#end({ step: 'idle', trouble: troubleOf(error) })
    }
  }

  /** @param {Float32Array} block */
  #take(block) {
    if (!this.#sampleRate) return // it is being opened
    this.#heard += block.length / this.#sampleRate
    if (this.#step === 'room' && this.#heard > SETTLING_SECONDS) this.#blocks.push(block)
    if (this.#step === 'room' && this.#heard >= SETTLING_SECONDS + ROOM_SECONDS) this.#count()
    if (this.#step !== 'recording') return
    this.#blocks.push(block)
    this.#levels.add(block)
    if (this.#levels.seconds >= USED_SECONDS.most) this.stop()
  }

  #count() {
    this.#step = 'counting'
    this.#room = roomOf(joined(this.#blocks), this.#sampleRate)
    let left = COUNTDOWN
    const next = () => (left > 0 ? this.tell({ step: 'counting', left, room: this.#room }) : this.#record())
    next()
    this.#timer = setInterval(() => (left -= 1, next()), 1000)
  }

  #record() {
    clearInterval(this.#timer)
    this.#step = 'recording'
    this.#blocks = []
    this.#levels = new Levels(this.#sampleRate)
    this.tell({ step: 'recording', levels: this.#levels, room: this.#room })
  }

  /** @param {Trouble | null} [trouble] what ended it */
  stop(trouble = null) {
    const levels = this.#levels
    if (this.#step !== 'recording' || levels.seconds < LEAST_SECONDS) return this.#end({ step: 'idle', trouble })
    const blob = new Blob([wavOf(joined(this.#blocks), this.#sampleRate)], { type: WAV_TYPE })
    this.#end({ step: 'taken', take: { blob, seconds: levels.seconds, loudness: levels.whole }, room: this.#room, trouble })
  }

  #gone() {
    this.stop('gone')
  }

  /** @param {Recording} state */
  #end(state) {
    this.release()
    this.tell(state)
  }

  /** The microphone is given back, at every step. */
  release() {
    clearInterval(this.#timer)
    this.cut.abort()
  }
}

/** Records from the microphone, step by step. Going away gives the microphone back. */
export function useRecorder() {
  const [state, tell] = useReducer(replaced, START)
  const session = useRef(/** @type {Session | null} */ (null))
  const release = () => session.current?.release()
  useEffect(() => release, [])

  const begin = () => {
    release()
    claimPlayback(release) // what plays would be in the recording
    releasePlayback(release) // nothing sounds of it
    session.current = new Session(tell)
    void session.current.begin()
  }
  const stop = () => session.current?.stop()
  /** Nothing of it is kept. */
  const drop = () => {
    release()
    tell(START)
  }
  return { state, begin, stop, drop }
}
