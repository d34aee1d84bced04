// @ts-check
/** Every code of the studio has words here: its list is read from the studio's own words. */
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { keyOf, notesOf, wordsOf } from './messages.js'
import { messages as words } from './strings/messages.js'

const FOLDER = '../audio_backend/messages'
const ENGLISH = readdirSync(FOLDER).filter((name) => name.endsWith('.py')).map((name) => readFileSync(`${FOLDER}/${name}`, 'utf8')).join('\n')
const CODES = ['text', ...[...ENGLISH.matchAll(/^ {4}"([a-z_]+)": /gm)].map(([, code]) => code)]

/** A value for every name that any message uses. */
const VALUES = {
  because: null, clip: null, text: 'Old news.', engine: 'pyin', asked: 'crepe', voices: 'airy', voice: 'airy', part: 'weight', first_s: 12.5, duration_s: 10, length_s: 40, asked_s: 30,
  low_hz: 46.9, high_hz: 2093.7, most: 100, output_format: 'mp3', song_hz: 96_000, result_hz: 48_000, channels: 6, tracks: 2, parts: 3, lost: 1, changes: 2, sample_rate: 8000, places: 2, filled_s: 0.4, samples: 7,
  promised_s: 200, held_s: 90, used_s: 60, whole_s: 90, name: 'A minor', from_hz: 48_000, to_hz: 44_100, earlier_s: -0.0123, missing_s: 1.25, beyond_s: 2, band: true, melody: false,
  following: 'E minor', relative: 'C major', whose: 'song', lost_db: 3.1, share: 0.4, target_lufs: -9, ceiling_db: -1, reached_lufs: -10.2, over_db: 0.3, start_s: 30, stop_s: 60,
  semitones: -12, nearest_semitones: -10, away_semitones: 1, voice_hz: 124, melody_hz: 110, excerpts: 3, alpha: 0.9, auto_alpha: 1.1, sung: true, limit: 'clear', seconds: 12.3, least_s: 3,
  very: true, voice_over_noise_db: 12, isolated: false, under_voice_db: 3, top_khz: 8, low_note: 'A2', high_note: 'A3',
  segment: 2, phase: 'render', detail: 'The process died.', remedy: 'Try again.',
}
/** @param {string} code @param {string[]} [fields] @param {Record<string, any>} [values] */
const message = (code, fields = [], values = {}) => ({ code, fields, values })

describe('the page has words for every code of the studio', () => {
  test('and the list is not empty', () => expect(CODES.length).toBeGreaterThan(60))
  test.each(CODES)('%s', (code) => {
    expect(Object.hasOwn(words, code)).toBe(true)
    for (const segment of [2, null]) {
      const because = ['setting_without_effect', 'key_uncertain', 'import_file_unused'].includes(code) ? 'key_of_nothing' : null
      const said = wordsOf(message(code, ['swiftf0.key'], { ...VALUES, segment, because })) ?? ''
      expect(said).not.toMatch(/undefined|null|NaN|\[object|swiftf0|instrumental\.|svc\./)
      expect(said.length).toBeGreaterThan(3)
    }
  })
  test('and none for a code that is gone', () => expect(Object.keys(words).filter((code) => !CODES.includes(code))).toEqual([]))
})

test('settings are called as on the form, and a reason is taken in', () => {
  expect(wordsOf(message('setting_without_effect', ['instrumental.transpose'], { because: 'pitch_not_shifted' }))).toBe('“Move the backing too”: no effect, because “Key” is 0.')
  expect(wordsOf(message('setting_without_effect', ['instrumental.drums_db', 'instrumental.stems'], { because: 'vocal_has_no_backing' })))
    .toBe('“Drums”, “Drums, bass and the rest”: no effect, because a vocal alone has no backing.')
  expect(wordsOf(message('original_kept', [], { start_s: 30, stop_s: 60 }))).toBe('From 0:30 to 1:00 the original is kept, by your choice.')
  expect(wordsOf(message('file_silent', [], { clip: 'a.wav' }))).toBe('“a.wav”: There is nothing to hear in it.')
})

test('voices are called by their names where these are known', () => {
  const silent = message('blend_voices_silent', ['svc.blend'], { voices: 'airy, v9' })
  expect(notesOf({ messages: [silent] }, [], (id) => ({ v9: 'Mia' })[id] ?? id)[0].text).toBe('“Blend”: nothing is heard of airy, Mia, whose weight is 0 all the time.')
})

test('what the page does not know is said as the studio says it, be it a code or a reason', () => {
  const messages = [message('file_silent'), message('of_tomorrow'), message('setting_without_effect', ['svc.voice'], { because: 'of_tomorrow' }), message('toString')]
  expect(notesOf({ messages, warnings: ['Silent.', 'News.', 'svc.voice: no effect.'] }).map(({ text }) => text)).toEqual(['There is nothing to hear in it.', 'News.', 'svc.voice: no effect.', 'toString'])
})

test('what is said elsewhere is known by its code, settings and values, never by its words', () => {
  const [short, long] = [message('backing_too_short', [], { missing_s: 1, a: 2 }), message('backing_too_short', [], { missing_s: 2, a: 2 })]
  expect(notesOf({ messages: [short, long], warnings: ['Same.', 'Same.'] }, [message('backing_too_short', [], { a: 2, missing_s: 1 })]).map(({ key }) => key)).toEqual([keyOf(long)])
  expect(notesOf({})).toEqual([])
})
