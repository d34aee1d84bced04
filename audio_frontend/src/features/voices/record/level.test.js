// @ts-check
import { describe, expect, it } from 'vitest'
import { FLOOR_DB, Levels, dbOf, joined, noiseDb, roomOf } from './level.js'

const RATE = 1000
/** @param {number} amplitude @param {number} seconds */
const tone = (amplitude, seconds) => Float32Array.from({ length: RATE * seconds }, (_, at) => amplitude * Math.sin((2 * Math.PI * 100 * at) / RATE + 0.5 * Math.PI))

describe('levels', () => {
  it('are in dBFS: full scale is 0, half of it 6 less, nothing the floor', () => {
    expect([1, 0.5, 0.001].map((amplitude) => Math.round(dbOf(amplitude)))).toEqual([0, -6, -60])
    expect(dbOf(0)).toBe(FLOOR_DB)
  })

  it('of a room are its noise between the coughs, as an RMS', () => {
    expect(noiseDb(tone(0.01, 2), RATE)).toBeCloseTo(-43.01, 1)
    expect(noiseDb(joined([tone(0.01, 1.2), tone(0.9, 0.3)]), RATE)).toBeCloseTo(-43.01, 1)
    expect(noiseDb(new Float32Array(0), RATE)).toBe(FLOOR_DB)
  })

  it('have words for a room', () => {
    const words = [0, 0.0005, 0.002, 0.01, 0.02, 0.1].map((amplitude) => roomOf(tone(amplitude, 1.5), RATE).word) // an RMS is 3 dB less
    expect(words).toEqual(['silent', 'quiet', 'quiet', 'some', 'loud', 'loud'])
  })

  it('call a room quiet, not the microphone muted, where there is a sound now and then', () => {
    expect(roomOf(joined([tone(0, 1.4), tone(0.1, 0.1)]), RATE)).toEqual({ db: FLOOR_DB, word: 'quiet' })
  })
})

describe('a recording', () => {
  it('counts its seconds, and holds its peak for a while', () => {
    const levels = new Levels(RATE)
    levels.add(tone(0.5, 0.1))
    levels.add(tone(0.1, 1))
    expect(levels.seconds).toBeCloseTo(1.1)
    expect([levels.db, levels.holdDb].map(Math.round)).toEqual([-20, -6])
    levels.add(tone(0.1, 1))
    expect(Math.round(levels.holdDb)).toBe(-20)
  })

  it('is too loud when it clips, for a moment; of the whole it stays so', () => {
    const levels = new Levels(RATE)
    levels.add(tone(1, 0.1))
    expect(levels.now).toBe('loud')
    levels.add(tone(0.2, 1.6))
    expect([levels.now, levels.whole]).toEqual(['good', 'loud'])
  })

  it('of a muted microphone is silent', () => {
    const levels = new Levels(RATE)
    levels.add(tone(0, 4))
    expect([levels.now, levels.whole]).toEqual(['silent', 'silent'])
  })

  it('is too soft after some seconds without a loud moment, but not while somebody takes breath', () => {
    const levels = new Levels(RATE)
    levels.add(tone(0.01, 2))
    expect([levels.now, levels.whole]).toEqual(['good', 'soft'])
    levels.add(tone(0.01, 2))
    expect(levels.now).toBe('soft')
    levels.add(tone(0.3, 0.5))
    levels.add(tone(0.001, 2))
    expect([levels.now, levels.whole]).toEqual(['good', 'good'])
  })
})
