// @ts-check
import { expect, test } from 'vitest'
import { PRESETS } from '../test/song.js'
import { decided, withProfile } from './order.js'
import { byField, changesSay, plainly } from './says.js'
import { START } from './settings.js'

test('a profile says in words what it changed', () => {
  const after = withProfile(START, 'quality', PRESETS.quality)
  expect(changesSay(START, after, decided(PRESETS.quality))).toEqual(['Segments at a time: 2 → 1', 'Output: WAV 16-bit → FLAC 24-bit', 'Separation: Balanced → Best'])
})
test('nothing is said where nothing changed', () => {
  expect(changesSay(START, withProfile(START, 'balanced', PRESETS.balanced), decided(PRESETS.balanced))).toEqual([])
})
test('the server’s field names become words', () => {
  expect(plainly('instrumental.drums_db, instrumental.stems: no effect, because a vocal alone has no backing.')).toBe('“Drums”, “Drums, bass and the rest”: no effect, because a vocal alone has no backing.')
})
test('a problem finds its field, however deep the server names it', () => {
  expect(byField([{ field: 'config.range.start', message: 'after the end of the song' }, { field: "swiftf0.pitch_shift.literal['auto']", message: "Input should be 'auto'" }])).toEqual({
    'range.start': 'after the end of the song', 'swiftf0.pitch_shift': "Input should be 'auto'",
  })
})
test('a problem of a group finds the field its message names first', () => {
  expect(byField([{ field: 'swiftf0', message: 'Value error, fmax must be at least 1.5 times fmin' }])).toEqual({ 'swiftf0.fmax': '“Highest pitch” must be at least 1.5 times “Lowest pitch”' })
})
test('what is no field of the page is said of none', () => {
  expect(byField([{ field: 'file_id', message: 'no' }, { field: '', message: 'mp3 holds at most 48000 Hz' }])).toEqual({})
})
