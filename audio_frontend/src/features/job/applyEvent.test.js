// @ts-check
import { expect, it } from 'vitest'
import { progressOf, segmentsOf } from '@/test/jobs.jsx'
import { applyEvent } from './applyEvent.js'

const known = progressOf({ progress: 0.42, segments: segmentsOf(['done', 'running', 'pending']) })

it('a unit’s fraction is half of its segment’s, and the whole job’s comes with it', () => {
  const after = applyEvent(known, { phase: 'render', index: 1, fraction: 0.5, stage: 'voice', progress: 0.5 })
  expect(after?.progress).toBe(0.5)
  expect(after?.segments[1]).toMatchObject({ state: 'running', stage: 'voice', fraction: 0.75 })
  expect(after?.segments[0]).toBe(known.segments[0])
})

it('a finished render is a finished segment; a finished analysis waits for its render', () => {
  expect(applyEvent(known, { phase: 'render', index: 1, state: 'done', progress: 0.6 })?.segments[1]).toMatchObject({ state: 'done', fraction: 1 })
  expect(applyEvent(known, { phase: 'analyse', index: 2, state: 'done', progress: 0.6 })?.segments[2]).toMatchObject({ state: 'pending', fraction: 0.5 })
})

it('what of a segment can be heard comes with the event of it', () => {
  expect(applyEvent(known, { phase: 'analyse', index: 2, state: 'done', progress: 0.6, sound: 'draft' })?.segments[2].sound).toBe('draft')
  expect(applyEvent(known, { phase: 'render', index: 1, fraction: 0.5, stage: 'voice', progress: 0.5 })?.segments[1].sound).toBe(known.segments[1].sound)
})

it('what was before is passed over, and what an event can’t tell is asked', () => {
  expect(applyEvent(known, { phase: 'analyse', index: 0, fraction: 0.1, stage: 'isolate', progress: 0.1 })).toBe(known)
  expect(applyEvent(known, { phase: 'render', index: 1, state: 'failed', progress: 0.5 })).toBeNull()
  expect(applyEvent(progressOf({ segments: [] }), { phase: 'analyse', index: 0, state: 'running', progress: 0.9 })).toBeNull()
})
