// @ts-check
import { expect, test } from 'vitest'
import { PRESETS } from '@/test/song.js'
import { byField, changeLabels, valueLabel } from './labels.js'
import { decided, withProfile } from './order.js'
import { START } from './settings.js'

test('a profile says in words what it changed', () => {
  const after = withProfile(START, 'quality', PRESETS.quality)
  expect(changeLabels(START, after, decided(PRESETS.quality))).toEqual(['Segments at a time: 2 → 1', 'Output: WAV 16-bit → FLAC 24-bit', 'Separation: Balanced → Best'])
})
test('nothing is said where nothing changed', () => {
  expect(changeLabels(START, withProfile(START, 'balanced', PRESETS.balanced), decided(PRESETS.balanced))).toEqual([])
})
test('a problem finds its field, however deep the server names it', () => {
  expect(byField([{ field: 'config.range.start', message: 'after the end of the song' }, { field: 'body.instrumental_file_id', message: 'longer' }, { field: "swiftf0.pitch_shift.literal['auto']", message: "Input should be 'auto'" }])).toEqual({
    'range.start': 'after the end of the song', backing_id: 'longer', 'swiftf0.pitch_shift': "Input should be 'auto'",
  })
})
test('what is no field of the page is said of none', () => {
  expect(byField([{ field: 'file_id', message: 'no' }, { field: '', message: 'mp3 holds at most 48000 Hz' }, { field: 'swiftf0', message: 'no' }])).toEqual({})
})

test('a blend is said in shares, at each moment where they change', () => {
  const names = (/** @type {string} */ id) => ({ deeper: 'Deeper', anna1: 'Anna' })[id] ?? id
  const parts = [{ voice: 'deeper', weight: 1, points: [] }, { voice: 'anna1', weight: 0.5, points: [] }]
  expect(valueLabel('svc', 'blend', parts, names)).toBe('Deeper 67 %, Anna 33 %')
  const changing = parts.map((part, at) => ({ ...part, points: [{ at: 0, weight: 1 - at }, { at: 12, weight: 1 }] }))
  expect(valueLabel('svc', 'blend', changing, names)).toBe('0:00.0: Deeper 100 %, Anna 0 %; 0:12.0: Deeper 50 %, Anna 50 %')
  expect(valueLabel('svc', 'blend', [])).toBe('none')
})

test('harmonies, the throat, the scale and shares are said as on the form', () => {
  expect(valueLabel('harmony', 'voices', [{ interval: 'third_above', gain_db: -9, pan: -0.4 }, { interval: 'octave_below', gain_db: 0, pan: 0 }])).toBe('Third above (−9 dB, 40 % left), Octave below (0 dB, middle)')
  expect(valueLabel('svc', 'formant', 0.85)).toBe('0.85×, larger throat')
  expect(valueLabel('svc', 'formant', 'auto')).toBe('automatic')
  expect(valueLabel('swiftf0', 'key', 'Bb minor')).toBe('B♭ minor')
  expect(valueLabel('swiftf0', 'key', 'chromatic')).toBe('Every semitone')
  expect(valueLabel('swiftf0', 'style', 'snap')).toBe('Snap to the scale')
  expect(['breath', 'vibrato', 'style_amount'].map((field) => valueLabel('svc', field, 0.29))).toEqual(['29 %', '29 %', '29 %'])
})
