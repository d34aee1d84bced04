// @ts-check
import { describe, expect, it } from 'vitest'
import { textOf } from '@/test/facts.js'
import { PRESET, clipOf } from '@/test/intake.jsx'
import { checksOf, factsOf, remarksOf, sumOf } from './voice.js'

describe('what is known of a voice', () => {
  it('of a clip: range, middle, how much was heard, noise, clarity', () => {
    expect(factsOf(clipOf())).toEqual([
      ['Range', 'A2 to A4'], ['Middle', 'A3 (221 Hz)'], ['Voice heard', '18 s of 24 s'], ['Noise', 'low: the voice is 41 dB above it'], ['Clarity', 'sound up to 15 kHz'],
    ])
  })
  it('says that a noisy clip is noisy', () => expect(factsOf(clipOf({}, { snr_db: 12 }))).toContainEqual(['Noise', 'high: the voice is only 12 dB above it']))
  it('leaves out what the studio did not say', () => expect(factsOf({ ...clipOf(), facts: { kind: 'clip', f0_median_hz: 110 } })).toEqual([['Middle', 'A2 (110 Hz)']]))
  it('of clips of now also: brightness, how many, what was left out, what was learned', () => {
    const clip = (/** @type {boolean} */ isolated) => ({ name: 'a.wav', seconds: 30, used_seconds: 27, isolated })
    const facts = { brightness_db: -14.2, trimmed_seconds: 5.8, learned: 0.36, clips: [clip(true), clip(false)] }
    expect(factsOf(clipOf({}, facts)).slice(-4)).toEqual([
      ['Brightness', 'highs 14 dB below the lows'], ['Clips', '2, 1 separated from music'], ['Left out', '6 s of silence and noise'], ['Learned', 'its colour, and 36 % of what sets it apart from others'],
    ])
    expect(factsOf(clipOf({}, { clips: [clip(true)] })).slice(-2)).toEqual([['Clips', 'one, separated from music'], ['Learned', 'only its mean colour']])
    expect(factsOf(clipOf({}, { learned: 0.1 })).slice(-1)).toEqual([['Learned', 'only its mean colour']])
  })
  it('says of the checks how many are good, and each warning once', () => {
    const checks = /** @type {any[]} */ ([{ name: 'length', verdict: 'good', text: 'Enough.', message: textOf('Enough.') }, { name: 'noise', verdict: 'fair', text: 'Some noise.', message: textOf('Some noise.') }])
    const voice = clipOf({}, { checks: [...checks], messages: [textOf('Some noise.'), textOf('The file ends early.')] })
    expect([sumOf(checksOf(voice)), remarksOf(voice).map(({ text }) => text)]).toEqual(['1 good, 1 fair', ['The file ends early.']])
  })
  it('of a preset: where it likes to sing', () => expect(factsOf(PRESET)).toEqual([['Likes to sing', '5 semitones lower']]))
  it('has no warnings where none are told', () => expect([PRESET, clipOf({}, { messages: [textOf('Short.')] })].map((voice) => remarksOf(voice).map(({ text }) => text))).toEqual([[], ['Short.']]))
})
