// @ts-check
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { marksOf, neighbour } from '../waveform/segmentMarkers.js'
import { mixed, waveColours } from './colours.js'
import { paintPeaks } from './paint.js'
import { frameOfCurve, octaves, paintCurve, summaryOf } from './pitchCurve.js'
import { bytesOf, colourMap, heightOf, hertzOf, summaryOf as spectrumSummary } from './spectrogram.js'

beforeEach(() => {
  for (const [name, colour] of [['panel', '#ffffff'], ['accent', '#0e6e6e'], ['ink', '#1b1b19'], ['wave', '#7d7d76']]) document.documentElement.style.setProperty(`--${name}`, colour)
})
afterEach(() => document.documentElement.removeAttribute('style'))

/** @param {number[]} f0 */
const curve = (f0) => ({ time_s: f0.map((_, at) => at * 0.1), f0_hz: f0, target_hz: f0.map((hertz) => hertz * 2), confidence: f0.map(() => 0.5), voiced: f0.map((hertz) => hertz > 0) })

describe('the pitch curve', () => {
  it('is told as median, range and voiced share', () => {
    expect(summaryOf(curve([0, 220, 220, 440]))).toEqual({ low: 220, high: 440, median: 220, voiced: 0.75 })
    expect(summaryOf(curve([0, 0]))).toBeNull()
  })
  it('has room for what is sung and what is wanted, an octave at least', () => {
    const frame = frameOfCurve(curve([220, 230, 240]))
    expect(frame.low).toBeLessThan(220)
    expect(frame.high).toBeGreaterThan(480)
    expect(frame.y(frame.high)).toBeCloseTo(0)
    expect(frame.y(frame.low)).toBeCloseTo(1)
    expect(frame.y(Math.sqrt(frame.low * frame.high))).toBeCloseTo(0.5) // octaves are equally far apart
    expect(octaves(frame).length).toBeGreaterThanOrEqual(2)
  })
  it('is not drawn over pauses, and paler where it is unsure', () => {
    const alphas = /** @type {number[]} */ ([])
    const context = /** @type {any} */ ({ save() {}, restore() {}, setLineDash() {}, beginPath() {}, moveTo() {}, lineTo: vi.fn(), stroke() { alphas.push(this.globalAlpha) } })
    const sung = curve([220, 220, 0, 0, 330, 330])
    paintCurve(context, 100, 100, sung, 'f0_hz', { start: 0, stop: 1 }, frameOfCurve(sung), { colour: 'red', width: 2, confidence: sung.confidence })
    expect(context.lineTo).toHaveBeenCalledTimes(2)
    expect(alphas.every((alpha) => alpha < 1)).toBe(true)
  })
})

describe('the spectrogram', () => {
  const picture = /** @type {any} */ ({ columns: 2, bands: 4, low_hz: 40, high_hz: 640, floor_db: -90, ceiling_db: 0 })
  it('is column by column, the lowest band first', () => expect([...bytesOf(btoa('\x00\x7f\xff'))]).toEqual([0, 127, 255]))
  it('names the strongest band, and where most of the sound is', () => {
    const summary = spectrumSummary(picture, Uint8Array.from([0, 255, 200, 0, 0, 255, 10, 0]))
    expect(summary?.strongest).toBeCloseTo(hertzOf(picture, 1))
    expect([summary?.low, summary?.high]).toEqual([hertzOf(picture, 1), hertzOf(picture, 2)])
    expect(spectrumSummary(picture, new Uint8Array(8))).toBeNull()
  })
  it('puts octaves at equal steps', () => expect([heightOf(picture, 40), heightOf(picture, 160), heightOf(picture, 640)]).toEqual([1, 0.5, 0]))
  it('goes from the panel to the ink in the theme of the page', () => {
    const map = colourMap()
    expect([map[0], map[255]]).toEqual([[255, 255, 255], [27, 27, 25]])
    document.documentElement.style.setProperty('--panel', '#1c1c1f')
    expect(colourMap()[0]).toEqual([28, 28, 31])
  })
})

it('colours of the wave come from the tokens', () => {
  expect(waveColours('song')).toEqual({ waveColor: '#7d7d76', progressColor: '#0e6e6e' })
  expect(mixed('#000000', '#ffffff', 0.5)).toBe('rgb(128 128 128)')
})

it('a waveform is drawn from the loudest of all channels, only the part in sight', () => {
  const context = /** @type {any} */ ({ beginPath() {}, fill() {}, rect: vi.fn() })
  paintPeaks(context, 2, 100, { data: [[-1, 1, -0.1, 0.1, 0, 0, 0, 0], [0, 0, -0.5, 0.5, 0, 0, 0, 0]], duration_s: 4 }, { start: 0, stop: 2 })
  expect(context.rect.mock.calls.map((/** @type {number[]} */ call) => call[3])).toEqual([95, 47.5])
})

describe('segments on the waveform', () => {
  const segments = /** @type {any[]} */ ([{ index: 0, start_s: 0, stop_s: 5, state: 'done' }, { index: 1, start_s: 4.5, stop_s: 9.5, state: 'failed' }])
  it('meet in the middle of their cross-fade, and a failed one stands out', () => {
    expect(marksOf(segments)).toEqual([{ start: 0, stop: 4.75, label: 'Segment 1', tone: 'plain' }, { start: 4.75, stop: 9.5, label: 'Segment 2', tone: 'bad' }])
  })
  it('are none when there is one', () => expect(marksOf(segments.slice(0, 1))).toEqual([]))
  it('N goes on to the next; P to the start of this one, and soon after that to the one before', () => {
    const marks = marksOf(segments)
    expect([neighbour(marks, 1, 1), neighbour(marks, 8, -1), neighbour(marks, 5, -1), neighbour(marks, 8, 1)]).toEqual([4.75, 4.75, 0, undefined])
  })
})
