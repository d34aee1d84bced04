// @ts-check
import { expect, it } from 'vitest'
import { segmentsOf } from '@/test/jobs.jsx'
import { cutTo, piecesOf } from './pieces.js'

it('the outline is that of the part that the job works on', () => {
  const data = [Array.from({ length: 20 }, (_, at) => at)] // ten points of two, over 20 s
  expect(cutTo({ data, duration_s: 20 }, 4, 6)).toEqual({ data: [[4, 5, 6, 7, 8, 9]], duration_s: 6 })
})

it('what is finished sounds, where it failed or is kept the original does, and nothing sounds that isn’t there', () => {
  const pieces = piecesOf('j1', segmentsOf(['done', 'failed', 'kept', 'running', 'pending']))
  expect(pieces.map(({ url }) => url.split('?')[1] ?? '')).toEqual(['segment=0&stem=mix&draft=false', 'segment=1&stem=original&draft=false', 'segment=2&stem=original&draft=false', '', ''])
  expect(pieces.map(({ start, stop }) => [start, stop])).toEqual([[0, 30], [30, 60], [60, 90], [90, 120], [120, 150]])
})

it('until a segment is finished its draft sounds, under another address', () => {
  const [segment] = segmentsOf(['pending'])
  const [draft, final] = (/** @type {const} */ (['draft', 'final'])).map((sound) => piecesOf('j1', [{ ...segment, sound }])[0].url)
  expect(draft).toMatch(/segment=0&stem=mix&draft=true$/)
  expect(final).toMatch(/segment=0&stem=mix&draft=false$/)
})
