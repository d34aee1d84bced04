// @ts-check
import { expect, test } from 'vitest'
import { RESULT, jobOf, progressOf, segmentsOf } from '@/test/jobs.jsx'
import { firstInteresting, frameOf, openProblems, statusOf } from './job.js'
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
