// @ts-check
import { expect, test } from 'vitest'
import { differing } from '@/lib/job.js'
import { factsOf } from '@/test/facts.js'
import { jobOf, progressOf, segmentsOf } from '@/test/jobs.jsx'
import { allSettings, chosenSettings } from './settingsLabels.js'

const completed = progressOf({ status: 'completed', segments: segmentsOf(['done', 'done', 'done']) })

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
  const blended = { ...job, voice: { voice_id: null, name: 'Deeper + Mia' }, config: { ...job.config, svc: { .../** @type {any} */ (job.config).svc, blend: parts } }, facts: factsOf({ blends_voices: true }),
    request: { ...job.request, voice: { kind: 'blend', voices: [{ voice_id: 'deeper', name: 'Deeper' }, { voice_id: 'v9', name: 'Mia' }] } } }
  expect(Object.fromEntries(chosenSettings(blended))).toMatchObject({ Blend: 'Deeper 50 %, Mia 50 %, a voice that is not heard 0 %' })
  expect(chosenSettings(blended).map(([name]) => name)).not.toContain('Voice')
  expect(allSettings(blended).find(({ title }) => title === 'Voice')?.rows.map(([name]) => name)).toEqual(expect.arrayContaining(['Blend', 'Throat', 'Second take']))
  expect(differing({ a: { b: [1] } }, { a: { b: [1] } })).toEqual([])
  expect(differing({ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } })).toEqual([['a', 'c', 2]])
})
