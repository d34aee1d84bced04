// @ts-check
import { describe, expect, it } from 'vitest'
import { ago, bytes, clock, middle, note, percent, roughRange, roughly, seconds, signed, spokenTime } from './format.js'

describe('times', () => {
  it.each([[0, '0:00'], [59.99, '0:59'], [83.4, '1:23'], [3700, '1:01:40'], [NaN, '0:00'], [-3, '0:00']])('%s s is %s', (time, text) => expect(clock(time)).toBe(text))
  it('carries tenths over, so that there is no 0:60.0', () => {
    expect(clock(59.97, true)).toBe('1:00.0')
    expect(clock(3599.96, true)).toBe('1:00:00.0')
  })
  it.each([0, 0.1, 59.9, 60, 83.4, 3599.9, 3661.5])('%s s is read as it was written', (time) => expect(seconds(clock(time, true))).toBeCloseTo(time, 5))
  it.each(['', 'abc', '1:2:3:4', '-5', '1:-2', '1e3', '1:2.5:3', ':', '12:'])('“%s” is no time', (text) => expect(seconds(text)).toBeNaN())
  it('takes a comma for a point', () => expect(seconds('1:23,5')).toBe(83.5))
  it('is spoken in words', () => {
    expect(spokenTime(3661)).toBe('1 hour 1 minute 1 second')
    expect(spokenTime(0)).toBe('0 seconds')
  })
  it('is rough where it is rough', () => {
    expect(roughly(0.4)).toBe('a second')
    expect(roughly(89)).toBe('89 s')
    expect(roughly(4200)).toBe('70 min')
    expect(roughly(7260)).toBe('2 h 1 min')
    expect(roughRange({ low: 240, high: 360 })).toBe('4–6 min')
    expect(roughRange({ low: 20, high: 20.2 })).toBe('20 s')
    expect(roughRange({ low: 40, high: 300 })).toBe('40 s – 5 min')
  })
  it('says how long ago', () => {
    expect(ago(1000, 1030)).toBe('just now')
    expect(ago(90_000, 1030)).toBe('just now') // the clock was set back since
    expect(ago(1000, 1000 + 180)).toBe('3 minutes ago')
    expect(ago(1000, 1000 + 86_400)).toBe('yesterday')
  })
})

describe('numbers', () => {
  it.each([[0, '0 B'], [999, '999 B'], [1234, '1 kB'], [1_250_000, '1.3 MB'], [5.24e8, '524 MB'], [2e10, '20 GB']])('%s bytes are %s', (size, text) => expect(bytes(size)).toBe(text))
  it.each([[0, '0'], [3, '+3'], [-3.5, '−3.5'], [0.04, '0'], [-0.04, '0']])('%s is signed %s', (value, text) => expect(signed(value)).toBe(text))
  it('never says 100 % before it is done', () => {
    expect(percent(0.9999)).toBe('99 %')
    expect(percent(1)).toBe('100 %')
  })
  it.each([[440, 'A4'], [221, 'A3'], [261.6, 'C4'], [0, '–'], [-1, '–']])('%s Hz is %s', (hertz, text) => expect(note(hertz)).toBe(text))
})

describe('long names', () => {
  it('are cut in their middle, and keep their ending', () => {
    const cut = middle(`${'a'.repeat(80)}.flac`, 20)
    expect([...cut]).toHaveLength(20)
    expect(cut.endsWith('.flac')).toBe(true)
  })
  it('never break a letter or an emoji', () => expect(middle('👩‍🎤'.repeat(40), 9)).toBe(`${'👩‍🎤'.repeat(6)}…${'👩‍🎤'.repeat(2)}`))
  it('are left alone when they fit', () => expect(middle('song.mp3', 20)).toBe('song.mp3'))
})
