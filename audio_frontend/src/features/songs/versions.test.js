// @ts-check
import { expect, it } from 'vitest'
import { equalised, labelOf, labelsOf } from './versions.js'

/** @param {string} job_id @param {string | null} name @param {number | null} semitones @returns {any} */
const job = (job_id, name, semitones) => ({ job_id, voice: name && { voice_id: 'x', name }, semitones })

it.each([
  ['Deeper', 3, 'Deeper, +3 semitones'], ['Deeper', -12, 'Deeper, −12 semitones'], ['Anna', 1, 'Anna, +1 semitone'], ['Anna', 0, 'Anna, original key'],
  ['Anna', null, 'Anna'], [null, -2, 'Own voice, −2 semitones'],
])('%s moved by %s is “%s”', (name, semitones, label) => expect(labelOf(job('j', name, semitones))).toBe(label.replace('Own voice', labelOf(job('j', null, null)))))

it('numbers those that are the same, the oldest first', () => {
  expect([...labelsOf([job('c', 'Anna', 0), job('b', 'Deeper', 0), job('a', 'Anna', 0)])].sort()).toEqual([['a', 'Anna, original key'], ['b', 'Deeper, original key'], ['c', 'Anna, original key (2)']])
})

it('turns all down to the quietest, and leaves silence alone', () => {
  expect(equalised({ original: -9.5, one: -14, two: -12, silent: null })).toEqual({ original: -4.5, one: 0, two: -2, silent: 0 })
  expect(equalised({ one: -14 })).toEqual({ one: 0 })
  expect(equalised({})).toEqual({})
})
