// @ts-check
import { describe, expect, it } from 'vitest'
import { SHORTEST_RANGE_S, dragged, problemWith, slid, snapped } from '../waveform/range.js'
import { moved } from '../waveform/sliderKeys.js'
import { factor, matched, panGains, sounds, targetDb } from './gain.js'
import { pieceAt, upcoming } from './playbackSchedule.js'

const strip = (change = {}) => ({ db: 0, pan: 0, mute: false, solo: false, ...change })

describe('mute and solo', () => {
  const heard = (/** @type {import('./gain.js').Strip[]} */ strips) => strips.map((each) => sounds(each, strips))
  it('a solo silences the others', () => expect(heard([strip({ solo: true }), strip(), strip()])).toEqual([true, false, false]))
  it('two solos sound together', () => expect(heard([strip({ solo: true }), strip({ solo: true }), strip()])).toEqual([true, true, false]))
  it('what is muted stays muted when the last solo goes', () => {
    const muted = strip({ mute: true })
    expect(heard([muted, strip({ solo: true })])).toEqual([false, true])
    expect(heard([muted, strip()])).toEqual([false, true])
  })
  it('mute wins over solo', () => expect(heard([strip({ mute: true, solo: true }), strip()])).toEqual([false, false]))
  it('silenced is off in the mix', () => {
    const strips = [strip({ solo: true, db: 3 }), strip({ db: 2 })]
    expect(strips.map((each) => targetDb(each, strips))).toEqual([3, -60])
  })
  it('-60 dB is silence, and 0 dB changes nothing', () => expect([factor(-60), factor(0)]).toEqual([0, 1]))
})

describe('a place between left and right', () => {
  const db = (/** @type {number} */ gain) => (gain < 1e-15 ? null : Math.round(20_000 * Math.log10(gain)) / 1000 + 0)
  it.each([[-1, 3.01, null], [-0.5, 2.323, -5.333], [0, 0, 0], [0.5, -5.333, 2.323], [1, null, 3.01]])('%s is the studio’s (test_faders.py has the same)', (pan, left, right) => expect(panGains(/** @type {number} */ (pan)).map(db)).toEqual([left, right]))
})

describe('equal loudness', () => {
  it('turns the louder one down, never the other up', () => {
    expect(matched(-9, -14)).toEqual([-5, 0])
    expect(matched(-14, -9)).toEqual([0, -5])
  })
  it('leaves both alone when one is silent', () => expect(matched(null, -14)).toEqual([0, 0]))
})

describe('the plan', () => {
  const song = { frames: 100, chunk: 40, loop: null }
  it('ends pieces at the edges of chunks and at the end', () => {
    expect(pieceAt(30, song)).toEqual({ from: 30, until: 40, next: 40 })
    expect(pieceAt(80, song)).toEqual({ from: 80, until: 100, next: null })
    expect(pieceAt(100, song)).toBeNull()
  })
  it('goes from the stop of the loop to its start', () => {
    expect(pieceAt(50, { ...song, loop: { start: 10, stop: 70 } })).toEqual({ from: 50, until: 70, next: 10 })
  })
  it('loops the whole song', () => expect(pieceAt(80, { ...song, loop: { start: 0, stop: 100 } })).toEqual({ from: 80, until: 100, next: 0 }))
  it('a play head beyond the loop goes on to the end', () => expect(pieceAt(80, { ...song, loop: { start: 10, stop: 70 } })?.next).toBeNull())
  it('asks for the chunk at the start of the loop before it is needed', () => {
    expect(upcoming(90, { ...song, loop: { start: 10, stop: 95 } }, 3)).toEqual([2, 0, 1])
  })
})

describe('keys of the slider', () => {
  it.each([
    ['ArrowRight', 51], ['ArrowUp', 51], ['ArrowLeft', 49], ['ArrowDown', 49], ['Shift+ArrowRight', 55], ['Shift+ArrowLeft', 45],
    ['PageUp', 60], ['PageDown', 40], ['Home', 0], ['End', 100], ['x', null], ['Enter', null],
  ])('%s', (name, to) => expect(moved(name, 50, 100)).toBe(to))
  it('stays inside the song', () => expect([moved('PageDown', 3, 100), moved('Shift+ArrowRight', 98, 100)]).toEqual([0, 100]))
})

describe('a range', () => {
  it('is told in tenths, and reaches the very end', () => expect(snapped({ start: 1.234, stop: 9.99 }, 10)).toEqual({ start: 1.2, stop: 10 }))
  it('is never too short', () => expect(snapped({ start: 5, stop: 5.1 }, 10).stop - snapped({ start: 5, stop: 5.1 }, 10).start).toBeGreaterThanOrEqual(SHORTEST_RANGE_S))
  it('is taken by one end, never past the other; and is none when it is the whole song', () => {
    expect(dragged({ start: 0, stop: 10 }, 'start', 3.14, 10)).toEqual({ start: 3.1, stop: 10 })
    expect(dragged({ start: 3, stop: 8 }, 'start', 9.7, 10)).toEqual({ start: 7, stop: 8 })
    expect(dragged({ start: 3, stop: 8 }, 'stop', 1, 10)).toEqual({ start: 3, stop: 4 })
    expect(dragged({ start: 3, stop: 10 }, 'start', -2, 10)).toBeNull()
  })
  it('keeps its length when it is pushed against an end', () => {
    expect(slid({ start: 2, stop: 6 }, 8, 10, 10)).toEqual({ start: 6, stop: 10 })
    expect(slid({ start: 2, stop: 6 }, 0, 1, 10)).toEqual({ start: 0, stop: 4 })
  })
  it.each([
    ['start', 'soon', 'Write a time like 1:23.4.'], ['stop', '2:00', 'The song ends at 1:00.0.'], ['start', '0:50', 'The start must come before the end.'],
    ['stop', '0:05', 'The end must come after the start.'], ['start', '0:39.5', 'Take at least 1 second.'], ['start', '0:12.5', ''],
  ])('its %s as "%s"', (end, text, problem) => expect(problemWith(/** @type {'start' | 'stop'} */ (end), text, { start: 10, stop: 40 }, 60)).toBe(problem))
})
