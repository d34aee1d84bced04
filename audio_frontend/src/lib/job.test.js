// @ts-check
import { expect, test } from 'vitest'
import { allSettings, chosenSettings } from '@/features/result/settingsLabels.js'
import { RESULT, jobOf, progressOf, segmentsOf } from '@/test/jobs.jsx'
import { differing, firstInteresting, frameOf, openProblems, retryGroups, statusOf } from './job.js'
import { nameOf, problemLabel, stateLabel } from './jobLabels.js'

const running = progressOf()
const completed = progressOf({ status: 'completed', segments: segmentsOf(['done', 'done', 'done']) })

test('nobody sees an end before both answers tell of it, whichever comes first', () => {
  expect(statusOf(jobOf(running), completed)).toBe('running')
  expect(statusOf(jobOf(completed), running)).toBe('running')
  expect(statusOf(jobOf(completed), completed)).toBe('completed')
  expect(frameOf(jobOf(running), completed)).toBe('work')
  expect(frameOf(jobOf(completed), completed)).toBe('end')
})

test('mixing again keeps the result on the page; a segment done again does not', () => {
  const mixing = progressOf({ segments: segmentsOf(['done', 'kept', 'failed']) })
  expect(frameOf(jobOf(mixing, { result: /** @type {any} */ (RESULT) }), mixing)).toBe('mixing')
  expect(frameOf(jobOf(mixing), mixing)).toBe('work') // the first mix: there is none yet
  expect(frameOf(jobOf(running, { result: /** @type {any} */ (RESULT) }), running)).toBe('work')
})

test('one looks at what failed first, then at what runs', () => {
  expect(firstInteresting(segmentsOf(['done', 'running', 'failed']))).toBe(2)
  expect(firstInteresting(segmentsOf(['done', 'running']))).toBe(1)
  expect(firstInteresting(segmentsOf(['done', 'done']))).toBe(0)
  expect(openProblems(segmentsOf(['done', 'failed', 'kept', 'cancelled'])).map((one) => one.index)).toEqual([1, 3])
})

test('a segment is named as people count, with where it is and what happens there', () => {
  const [, second, third] = segmentsOf(['done', 'running', 'failed'])
  expect(nameOf(second)).toBe('Segment 2, 0:30–1:00')
  expect(stateLabel(second)).toBe('converting 62 %')
  expect(stateLabel({ ...second, stage: 'backing' })).toBe('splitting the backing 62 %')
  expect(stateLabel({ ...second, state: 'pending', fraction: 0.5 })).toBe('waiting at 50 %')
  expect(problemLabel(third)).toBe('Segment 3 (1:00–1:30) failed: not enough memory')
})

test('another setting is offered only where it has an effect', () => {
  const job = jobOf(completed)
  expect(retryGroups(job)).toEqual({ quality: true, strength: true, pitch: true })
  const { svc, swiftf0, instrumental } = /** @type {any} */ (job.config)
  const plain = { ...job, request: { source: 'vocals' }, config: { ...job.config, svc: { ...svc, strength: 0 }, swiftf0: { ...swiftf0, enabled: false }, instrumental } }
  expect(retryGroups(/** @type {any} */ (plain))).toEqual({ quality: false, strength: false, pitch: false })
})

test('settings used: what was chosen first, everything on demand, in words', () => {
  const job = jobOf(completed)
  expect(chosenSettings(job)).toEqual([['File', 'Song'], ['Profile', 'Fast'], ['Voice', 'Deeper']])
  const config = { ...job.config, mixing: { .../** @type {any} */ (job.config).mixing, vocal_db: -3.5, target_lufs: -14, reverb: 0.29 }, range: { start: 12, stop: 40 } }
  const rows = Object.fromEntries(chosenSettings({ ...job, config }))
  expect(rows).toMatchObject({ 'Part of the song': '0:12.0 to 0:40.0', Loudness: '−14 LUFS', Reverb: '29 %', 'Level of the voice': '−3.5 dB' })
  for (const { title, rows: fields } of allSettings(job)) {
    expect(title).toBeTruthy()
    expect(new Set(fields.map(([name]) => name)).size).toBe(fields.length)
  }
  const parts = [{ voice: 'deeper', weight: 1, points: [] }, { voice: 'v9', weight: 1, points: [] }, { voice: 'airy', weight: 0, points: [] }]
  const blended = { ...job, voice: { voice_id: null, name: 'Deeper + Mia' }, config: { ...job.config, svc: { .../** @type {any} */ (job.config).svc, blend: parts } },
    request: { ...job.request, voice: { kind: 'blend', voices: [{ voice_id: 'deeper', name: 'Deeper' }, { voice_id: 'v9', name: 'Mia' }] } } }
  expect(Object.fromEntries(chosenSettings(blended))).toMatchObject({ Blend: 'Deeper 50 %, Mia 50 %, a voice that is not heard 0 %' })
  expect(chosenSettings(blended).map(([name]) => name)).not.toContain('Voice')
  expect(allSettings(blended).find(({ title }) => title === 'Voice')?.rows.map(([name]) => name)).toEqual(expect.arrayContaining(['Blend', 'Throat', 'Second take']))
  expect(differing({ a: { b: [1] } }, { a: { b: [1] } })).toEqual([])
  expect(differing({ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } })).toEqual([['a', 'c', 2]])
})
