// @ts-check
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { FakeEventSource, progressOf, segmentsOf, show, studioWith } from '@/test/jobs.jsx'
import { server } from '@/test/server.js'
import { leaveAt, takeOver } from '@/player/handover.js'
import { JobPage } from './JobPage.jsx'

vi.mock('@/player/waveform/wave.js', () => import('@/test/wave.js'))
vi.mock('@/features/result/ResultSection.jsx', () => ({ ResultSection: () => <p>the player</p> }))

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  takeOver('j1') // what another test left behind
  FakeEventSource.all = []
  vi.stubGlobal('EventSource', FakeEventSource)
})
afterEach(() => {
  server.resetHandlers()
  vi.unstubAllGlobals()
})

test('play on the song’s waveform, one into the next as they are finished; before the first there is no Play', async () => {
  const now = studioWith(progressOf({ segments: segmentsOf(['running', 'pending', 'pending']) }))
  server.use(http.get('*/uploads/f1/peaks', () => HttpResponse.json({ data: [[-0.5, 0.5, -0.2, 0.2]], duration_s: 90 })))
  const sounds = /** @type {any[]} */ ([])
  vi.stubGlobal('Audio', function (/** @type {string} */ url) {
    const sound = { url, currentTime: 0, ended: false, play: vi.fn(async () => {}), pause() {}, removeAttribute() {} }
    sounds.push(sound)
    return sound
  })
  show(<JobPage jobId="j1" />)
  const along = within(await screen.findByRole('group', { name: 'Listen while it is made' }))
  expect(along.getByText('The first segment can be played here in a moment.')).toBeVisible()
  expect(along.queryByRole('button', { name: 'Play' })).toBeNull()
  expect(screen.queryByText('Finished ones play at once.')).toBeNull()
  FakeEventSource.last.opens()
  now.progress = progressOf({ segments: segmentsOf(['done', 'running', 'pending']) })
  FakeEventSource.last.says('unit')
  await userEvent.click(await along.findByRole('button', { name: 'Play' }))
  expect(sounds[0].url).toMatch(/preview\?segment=0&stem=mix&draft=false$/)
  expect(sounds).toHaveLength(1) // got ready before, and the same one plays
  expect(along.queryByText(/A first hearing/)).toBeNull()
  sounds[0].currentTime = 30.1
  expect(await along.findByText(/it goes on by itself/)).toBeVisible()
  now.progress = progressOf({ segments: segmentsOf(['done', 'done', 'running']) })
  FakeEventSource.last.says('unit')
  await waitFor(() => expect(sounds.at(-1).url).toMatch(/segment=1&stem=mix&draft=false$/))
  expect(sounds.at(-1).play).toHaveBeenCalled()
})

test('a segment that is analysed plays as a draft, which says so', async () => {
  const [first, ...others] = segmentsOf(['pending', 'pending', 'pending'])
  studioWith(progressOf({ segments: [{ ...first, sound: 'draft' }, ...others] }))
  server.use(http.get('*/uploads/f1/peaks', () => HttpResponse.json({ data: [[-0.5, 0.5, -0.2, 0.2]], duration_s: 90 })))
  const sounds = /** @type {string[]} */ ([])
  vi.stubGlobal('Audio', function (/** @type {string} */ url) {
    sounds.push(url)
    return { url, currentTime: 0, ended: false, play: async () => {}, pause() {}, removeAttribute() {} }
  })
  show(<JobPage jobId="j1" />)
  const along = within(await screen.findByRole('group', { name: 'Listen while it is made' }))
  await userEvent.click(await along.findByRole('button', { name: 'Play' }))
  expect(sounds).toEqual([expect.stringMatching(/preview\?segment=0&stem=mix&draft=true$/)])
  expect(along.getByText(/A first hearing: key and voice may still change/)).toBeVisible()
})

test('who comes back to it finds the place where they left, and nothing plays by itself', async () => {
  const [first, ...others] = segmentsOf(['pending', 'pending', 'pending'])
  studioWith(progressOf({ segments: [{ ...first, sound: 'draft' }, ...others] }))
  server.use(http.get('*/uploads/f1/peaks', () => HttpResponse.json({ data: [[-0.5, 0.5, -0.2, 0.2]], duration_s: 90 })))
  vi.stubGlobal('Audio', function () {
    return { currentTime: 0, ended: false, play: async () => {}, pause() {}, removeAttribute() {} }
  })
  leaveAt('j1', { time: 12, going: true })
  show(<JobPage jobId="j1" />)
  const along = within(await screen.findByRole('group', { name: 'Listen while it is made' }))
  expect(await along.findByText(/0:12/)).toBeVisible()
  expect(along.getByRole('button', { name: 'Play' })).toBeVisible()
})
