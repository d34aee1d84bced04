// @ts-check
import { expect, it } from 'vitest'
import { jobOf, progressOf, reportOf, segmentsOf } from '@/test/jobs.jsx'
import { verdictOf } from './verdict.js'

const report = reportOf(jobOf(progressOf({ status: 'completed', segments: segmentsOf(['done', 'done']) })))

it('says in one sentence what is good', () => {
  expect(verdictOf(report)).toBe('All is well: exactly as long as the song, the new voice as loud as the old one, nothing clips.')
  expect(verdictOf({ ...report, levels: null, config: { ...report.config, range: { start: 3, stop: null } } })).toBe('All is well: the part that was chosen, nothing clips.')
})

it('points to the notes where there are some', () => {
  const messages = [{ code: 'song_clips', fields: [], values: {} }]
  expect(verdictOf({ ...report, messages, warnings: ['The song clips.'] })).toBe('Done, with notes: exactly as long as the song, the new voice as loud as the old one, nothing clips.')
})

it.each([
  [{ placeholders: ['echo'] }, 'a stand-in took the place of an engine'],
  [{ segments: [{ state: 'failed' }, { state: 'kept' }, { state: 'done' }] }, '2 segments keep the original'],
  [{ result: { ...report.result, frames: 12 } }, 'not as long as the song'],
  [{ mastering: { after: { integrated_lufs: -9, true_peak_dbtp: 0.4 } } }, 'its peaks go beyond full scale'],
  [{ mastering: { after: { integrated_lufs: null, true_peak_dbtp: null } } }, 'it is silent'],
])('never calls well what is not: %j', (change, trouble) => {
  expect(verdictOf({ ...report, ...change })).toBe(`Worth a look: ${trouble}.`)
})
