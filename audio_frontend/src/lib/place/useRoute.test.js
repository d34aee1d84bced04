// @ts-check
import { expect, it } from 'vitest'
import { links, routeOf } from './useRoute.js'

it.each([
  ['', { page: 'studio' }],
  ['#/', { page: 'studio' }],
  ['#/song/f1', { page: 'song', id: 'f1', from: undefined }],
  ['#/songs?q=evening', { page: 'songs' }],
  ['#/songs/f1', { page: 'versions', id: 'f1' }],
  ['#/jobs', { page: 'library' }],
  ['#/jobs?q=evening&show=partial', { page: 'library' }],
  ['#/jobs/j1', { page: 'job', id: 'j1' }],
  ['#/voices', { page: 'voices' }],
  ['#/system', { page: 'system' }],
  ['#/song', { page: 'lost', path: '/song' }],
  ['#/voices/v1', { page: 'lost', path: '/voices/v1' }],
  ['#/jobs/j1/more', { page: 'lost', path: '/jobs/j1/more' }],
  ['#/jobs/%E0%A4%A', { page: 'job', id: '%E0%A4%A' }],
])('%s', (hash, route) => expect(routeOf(hash)).toEqual(route))

it('finds the way back from every link', () => {
  expect(routeOf(links.song('a/b?c', 'j#1'))).toEqual({ page: 'song', id: 'a/b?c', from: 'j#1' })
  expect(routeOf(links.versions('a/b?c'))).toEqual({ page: 'versions', id: 'a/b?c' })
  expect(routeOf(links.job('x y'))).toEqual({ page: 'job', id: 'x y' })
})
