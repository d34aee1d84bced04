// @ts-check
import { expect, test } from 'vitest'
import { batchName } from '@/lib/batch.js'
import { batchOf, jobOf, progressOf } from '@/test/jobs.jsx'
import { countsLabel, entriesOf, resumable } from './entries.js'

/** @param {string} id @param {string | null} batch_id @param {boolean} terminal */
const job = (id, batch_id, terminal) => jobOf(progressOf({ job_id: id, status: terminal ? 'completed' : 'running', segments: [] }), { batch_id })

test('a job stands for its batch, and what is deleted with it is all of it', () => {
  const entries = entriesOf([job('a', 'b1', true), job('b', null, false), job('c', 'left alone', true)], [batchOf({ disk_bytes: 5e6 })])
  expect(entries.map(({ id, batch, jobs, running }) => [id, Boolean(batch), jobs, running])).toEqual([['b1', true, 3, 2], ['b', false, 1, 1], ['c', false, 1, 0]])
  expect(entries[0].bytes).toBe(5e6)
})

test('a batch in words', () => {
  const batch = batchOf({ states: { queued: 0, running: 0, completed: 4, partial: 1, failed: 2, cancelled: 1 }, jobs: 8, voice: null })
  expect([batchName(batchOf()), batchName(batch), countsLabel(batch), resumable(batch)]).toEqual(['3 songs · Deeper', '8 songs', '4 done, 1 need attention, 2 failed, 1 cancelled', 4])
})
