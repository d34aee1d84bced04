// @ts-check
/** A passage of the song in every voice: what is asked for, in which order, and what is heard. */
import { QueryClientProvider } from '@tanstack/react-query'
import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, delay, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { makeClient } from '@/lib/queries.js'
import { fakeMediaSession } from '@/test/mediaSession.js'
import { server } from '@/test/server.js'
import { CLIP_VOICE as CLIP, PRESET_VOICE as PRESET, UNSUNG } from '@/test/song.js'
import { AuditionSection } from './AuditionSection.jsx'
import { inOrder } from './useExcerpts.js'
import { voiceColours } from './voiceColours.js'

const PRESET_VOICE = /** @type {import('@/lib/api.js').Voice} */ (/** @type {unknown} */ (PRESET))
const CLIP_VOICE = /** @type {import('@/lib/api.js').Voice} */ (/** @type {unknown} */ (CLIP))
const EXCERPTS = { ...UNSUNG, items: [{ start_s: 3, stop_s: 12, voiced_s: 2, bleed_db: -9, loudness_lufs: -12 }, { start_s: 61.5, stop_s: 71.5, voiced_s: 8, bleed_db: -14, loudness_lufs: -11 }], best: 1, reason: null, message: null }
const AIRY = { ...PRESET_VOICE, voice_id: 'airy', name: 'Airy' }
const VOICES = inOrder([PRESET_VOICE, AIRY, CLIP_VOICE])
/** @type {URLSearchParams[]} */
let asked = []
/** What sounds, in order. @type {{start: number, stop: () => void}[]} */
let sounds = []

/** As much of Web Audio as is asked for here. */
function speakers() {
  let now = 0
  class Param { value = 0; setTargetAtTime() {} }
  class Source {
    stop = vi.fn()
    connect = (/** @type {any} */ to) => to
    start = (/** @type {number} */ _, /** @type {number} */ offset) => sounds.push({ start: offset, stop: this.stop })
  }
  vi.stubGlobal('AudioBufferSourceNode', Source)
  vi.stubGlobal('GainNode', class { gain = new Param(); connect = (/** @type {any} */ to) => to })
  vi.stubGlobal('AudioContext', class extends EventTarget { state = 'running'; destination = {}; get currentTime() { return now } resume = async () => {}; close = async () => {} })
  vi.stubGlobal('OfflineAudioContext', class { decodeAudioData = async () => ({ duration: 10 }) })
  return { /** @param {number} seconds */ pass: (seconds) => (now += seconds) }
}

/** @type {ReturnType<typeof speakers>} */
let clock
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  asked = []
  sounds = []
  clock = speakers()
  server.use(
    http.get('*/uploads/song1/excerpts', () => HttpResponse.json(EXCERPTS)),
    http.get('*/uploads/song1/audition', ({ request }) => (asked.push(new URL(request.url).searchParams), HttpResponse.arrayBuffer(new ArrayBuffer(8)))),
  )
})
afterEach(() => (server.resetHandlers(), vi.unstubAllGlobals()))

/** @param {Partial<Parameters<typeof AuditionSection>[0]>} [props] */
const show = (props) => render(
  <QueryClientProvider client={makeClient()}>
    <AuditionSection fileId="song1" voices={VOICES} chosen={null} onChoose={() => {}} {...props} />
  </QueryClientProvider>,
)
const card = (/** @type {string} */ name) => screen.getByRole('button', { name: new RegExp(`Listen to ${name}`) })

test('the best passage is asked for, the original first, then one’s own voices, then the others', async () => {
  show()
  expect(await screen.findByText(/1:01 to 1:11/)).toBeVisible()
  await screen.findByText('4 of 4 ready')
  expect(asked.map((one) => one.get('voice'))).toEqual([null, CLIP_VOICE.voice_id, PRESET_VOICE.voice_id, 'airy'])
  expect(asked.every((one) => one.get('start_s') === '61.5' && one.get('stop_s') === '71.5' && !one.has('pitch_shift'))).toBe(true)
})

test('a touched card sings on from the same place, and is chosen', async () => {
  const chosen = vi.fn()
  show({ onChoose: chosen, semitones: -5 })
  await screen.findByText('4 of 4 ready')
  expect(asked.every((one) => one.get('pitch_shift') === '-5')).toBe(true)
  await userEvent.click(card('Original'))
  await screen.findByRole('button', { name: 'Listen to Original: Playing' })
  clock.pass(13.25) // once round, and 3.25 s on
  await userEvent.click(card('Airy'))
  await screen.findByRole('button', { name: 'Listen to Airy: Playing' })
  expect(sounds.map(({ start }) => start)).toEqual([0, 3.25])
  expect(sounds[0].stop).toHaveBeenCalled()
  expect(chosen.mock.calls.flat()).toEqual(['', 'airy'])
  await userEvent.click(screen.getByRole('button', { name: 'Stop' }))
  expect(sounds[1].stop).toHaveBeenCalled()
})

test('whom somebody waits for comes next, and is heard as soon as it is there', async () => {
  server.use(http.get('*/uploads/song1/audition', async ({ request }) => {
    asked.push(new URL(request.url).searchParams)
    await delay(asked.length === 1 ? 200 : 20)
    return HttpResponse.arrayBuffer(new ArrayBuffer(8))
  }))
  show()
  await waitFor(() => expect(asked).toHaveLength(1))
  await userEvent.click(card('Airy'))
  await screen.findByRole('button', { name: 'Listen to Airy: Playing' })
  expect(asked[1].get('voice')).toBe('airy')
})

test('a voice that can’t be had says why, is tried again when it is touched, and holds up nobody', async () => {
  let broken = true
  server.use(http.get('*/uploads/song1/audition', ({ request }) => {
    const query = new URL(request.url).searchParams
    asked.push(query)
    if (query.get('voice') !== 'airy' || !broken) return HttpResponse.arrayBuffer(new ArrayBuffer(8))
    return HttpResponse.json({ code: 'model_unavailable', title: 'No', detail: 'The engine is not here.', remedy: 'Install it.', status: 409 }, { status: 409 })
  }))
  show({ voices: [AIRY, PRESET_VOICE] })
  await screen.findByText('2 of 3 ready')
  expect(card('Airy')).toHaveAttribute('title', 'The engine is not here.')
  broken = false
  await userEvent.click(card('Airy'))
  await screen.findByText('3 of 3 ready')
})

test('where nobody sings it says so, and nothing is asked for', async () => {
  server.use(http.get('*/uploads/song1/excerpts', () => HttpResponse.json(UNSUNG)))
  show()
  expect(await screen.findByText('No singing was found.')).toBeVisible()
  expect(asked).toEqual([])
})

test('who leaves asks for nothing more', async () => {
  server.use(http.get('*/uploads/song1/audition', async ({ request }) => {
    asked.push(new URL(request.url).searchParams)
    await delay(50)
    return HttpResponse.arrayBuffer(new ArrayBuffer(8))
  }))
  const { unmount } = show()
  await waitFor(() => expect(asked).toHaveLength(1))
  unmount()
  await new Promise((done) => setTimeout(done, 200))
  expect(asked).toHaveLength(1)
})

test('a computer without sound is told of', async () => {
  vi.stubGlobal('AudioContext', class extends EventTarget { state = 'suspended'; destination = {}; currentTime = 0; resume = () => new Promise(() => {}); close = async () => {} })
  show()
  await screen.findByText('4 of 4 ready')
  await userEvent.click(card('Original'))
  expect(await screen.findByText(/^No sound device/)).toBeVisible()
  expect(card('Original')).not.toHaveAccessibleName(/Playing/)
})

test('is on the lock screen under the song’s name, and its keys stop it and go on in the same voice', async () => {
  const { session, keys, remove } = fakeMediaSession()
  show({ song: { file_id: 'song1', filename: '01.mp3', title: 'Evening Song', artist: 'Anna', has_cover: true } })
  await screen.findByText('4 of 4 ready')
  await userEvent.click(card('Airy'))
  await screen.findByRole('button', { name: 'Listen to Airy: Playing' })
  expect(session.metadata).toMatchObject({ title: 'Evening Song', artist: 'Anna', artwork: [{ src: expect.stringMatching(/\/uploads\/song1\/cover$/) }] })
  clock.pass(4)
  act(() => keys.pause())
  expect(session.playbackState).toBe('paused')
  expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull()
  act(() => keys.play())
  await screen.findByRole('button', { name: 'Listen to Airy: Playing' })
  act(() => keys.seekto({ seekTime: 7 }))
  expect(sounds.map(({ start }) => start)).toEqual([0, 4, 7])
  expect(session.setPositionState).toHaveBeenLastCalledWith({ duration: 10, playbackRate: 1, position: 7 })
  remove()
})

test('every voice has a colour of its own, which a new one does not change', () => {
  const before = voiceColours([PRESET_VOICE, AIRY, { ...CLIP_VOICE, created: 5 }])
  const after = voiceColours([{ ...CLIP_VOICE, voice_id: 'new', created: 9 }, { ...CLIP_VOICE, created: 5 }, PRESET_VOICE, AIRY])
  expect(after).toMatchObject(before)
  expect(new Set(Object.values(after)).size).toBe(4)
})

test('the cards are a list by name, each with its state in words', async () => {
  show()
  await screen.findByText('4 of 4 ready')
  const list = screen.getByRole('list', { name: 'Voices to hear it in' })
  expect(within(list).getAllByRole('button').map((one) => one.getAttribute('aria-label'))).toEqual(['Original', CLIP_VOICE.name, PRESET_VOICE.name, 'Airy'].map((name) => `Listen to ${name}: Ready`))
})
