// @ts-check
import { QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeClient } from '@/lib/queries.js'
import { leaveAt } from '@/player/handover.js'
import { endNowPlaying } from '@/player/staying/nowPlaying.js'
import { store } from '@/player/transport.js'
import { factsOf, trackOf } from '@/test/facts.js'
import { RESULT, jobOf, progressOf, segmentsOf, studioWith } from '@/test/jobs.jsx'
import { fakeMediaSession } from '@/test/mediaSession.js'
import { server } from '@/test/server.js'
import { waves } from '@/test/wave.js'
import { ResultSection } from './ResultSection.jsx'

vi.mock('@/player/waveform/wave.js', () => import('@/test/wave.js'))
const rooms = vi.hoisted(() => /** @type {string[]} */ ([]))
vi.mock('@/player/multitrack/wavSource.js', () => ({
  openWav: async (/** @type {string} */ url) => (rooms.push(url), { format: { sampleRate: 44_100, channels: 2, frames: 3 }, read: async () => [new Float32Array([1, 2, 3]), new Float32Array([4, 5, 6])] }),
}))
const players = vi.hoisted(() => /** @type {any[]} */ ([]))
vi.mock('@/player/multitrack/MultitrackPlayer.js', () => ({
  MultitrackPlayer: function (/** @type {any[]} */ tracks, /** @type {any} */ { duration, group, mastering, sends }) {
    const { subscribe, snapshot, change, tell } = store({ state: 'paused', loop: null, muted: false, volume: 1, problem: null, group, selectedGroup: group, opening: null, failure: null, changed: false })
    const player = {
      tracks, duration, mastering, sends, subscribe, snapshot, change, at: 0, gains: /** @type {Record<string, number>} */ ({}), sides: /** @type {Record<string, number[]>} */ ({}), groups: /** @type {Record<string, number>} */ ({}),
      time: () => player.at,
      play: vi.fn(() => change({ state: 'playing' })), pause: vi.fn(() => change({ state: 'paused' })),
      seek: (/** @type {number} */ time) => ((player.at = time), tell()),
      selectGroup: vi.fn((/** @type {string} */ next) => change({ group: next, selectedGroup: next })),
      setLoop: (/** @type {any} */ loop) => change({ loop }), setMuted: (/** @type {boolean} */ muted) => change({ muted }), setVolume: (/** @type {number} */ volume) => change({ volume }),
      setTrackGain: (/** @type {string} */ id, /** @type {number} */ gain) => (player.gains[id] = gain), setTrackSides: (/** @type {string} */ id, /** @type {number[]} */ sides) => (player.sides[id] = sides), setGroupDb: (/** @type {string} */ id, /** @type {number} */ db) => (player.groups[id] = db),
      peak: () => 0, trackPeak: () => 0, reverb: /** @type {any} */ (null), setReverb: (/** @type {any} */ reverb) => void (player.reverb = reverb), prepareGroup: vi.fn(), open: vi.fn(), close: vi.fn(), retry: vi.fn(),
    }
    players.push(player)
    return player
  },
}))

const LUFS = /** @type {Record<string, number | null>} */ ({ mix: -14, original: -9.5 })
const done = progressOf({ status: 'completed', segments: segmentsOf(['done', 'done', 'done']), progress: 1 })
const player = () => players.at(-1)

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())
vi.stubGlobal('AudioBuffer', class {
  /** @param {object} options */
  constructor(options) {
    Object.assign(this, options, { sides: [] })
  }
  /** @param {Float32Array} side */
  copyToChannel(side) {
    /** @type {any} */ (this).sides.push([...side])
  }
})
beforeEach(() => {
  players.length = rooms.length = 0
  waves.length = 0
})

/** @param {Partial<import('@/lib/api.js').Job>} [more] @param {import('@/lib/api.js').Progress} [progress] */
async function shown(more = {}, progress = done) {
  const studio = studioWith(progress, more)
  server.use(http.get('*/jobs/j1/peaks', ({ request }) => {
    const stem = new URL(request.url).searchParams.get('stem') ?? ''
    return HttpResponse.json({ data: [[-0.5, 0.5]], points: 1, duration_s: 90, sample_rate: 44_100, stem, integrated_lufs: LUFS[stem] ?? -20 })
  }))
  const client = makeClient()
  const onRemixed = vi.fn()
  const page = (/** @type {import('@/lib/api.js').Job} */ job) => <QueryClientProvider client={client}><ResultSection job={job} segments={job.segments} onRemixed={onRemixed} /></QueryClientProvider>
  const { rerender } = render(page(jobOf(progress, more)))
  await screen.findByRole('slider', { name: 'Playback position' })
  await act(async () => {})
  return { studio, onRemixed, again: (/** @type {import('@/lib/api.js').Job} */ job) => rerender(page(job)) }
}
const strip = (/** @type {string} */ name) => within(screen.getByRole('group', { name }))
const press = (/** @type {string} */ keys) => userEvent.keyboard(keys)

it('is on the lock screen by the cover’s title', async () => {
  const { session, keys, remove } = fakeMediaSession()
  await shown({ title: 'Evening, deeper' })
  await press(' ')
  expect(session).toMatchObject({ playbackState: 'playing', metadata: { title: 'Evening, deeper' } })
  act(() => keys.seekforward({}))
  expect(player().at).toBe(10)
  act(() => keys.pause())
  expect(player().pause).toHaveBeenCalled()
  remove()
})

describe('original and cover', () => {
  it('are brought to equal loudness, the louder one down, and it says by how much', async () => {
    await shown()
    expect(player().groups).toEqual({ cover: 0, original: -4.5, mine: 0 })
    expect(player().mastering).toEqual(new Map([['mine', { gainDb: 2, ceilingDb: -1 }]])) // the master gave the cover 2 dB and a ceiling: your mix gets them too
    expect(screen.getByText('The original plays 4.5 dB lower here, so that both are equally loud.')).toBeInTheDocument()
  })
  it('change with X, and back to what was heard', async () => {
    await shown()
    await press('x')
    expect(screen.getByRole('radio', { name: 'Original' })).toBeChecked()
    await press('x')
    expect(screen.getByRole('radio', { name: 'Cover' })).toBeChecked()
    await press('1xx')
    expect(screen.getByRole('radio', { name: 'Your mix' })).toBeChecked()
  })
  it('are fetched when they are needed: the original once the cover plays', async () => {
    await shown()
    expect(player().prepareGroup).not.toHaveBeenCalled()
    await press(' ')
    expect(player().prepareGroup).toHaveBeenCalledWith('original')
  })
})

describe('the mixer', () => {
  it('is heard at once: touching it changes to your mix', async () => {
    await shown()
    await userEvent.click(strip('Voice').getByRole('button', { name: 'Mute: Voice' }))
    expect(player().selectGroup).toHaveBeenCalledWith('mine')
    expect(player().gains).toEqual({ vocals: 0, instrumental: 1 })
  })
  it('mutes and solos by keys, and forgets no mute', async () => {
    await shown()
    await press('1{Shift>}2{/Shift}')
    expect(player().gains).toEqual({ vocals: 0, instrumental: 1 })
    await press('{Shift>}2{/Shift}')
    expect(strip('Voice').getByRole('button', { name: 'Mute: Voice' })).toHaveAttribute('aria-pressed', 'true')
    await press('1')
    expect(player().gains).toEqual({ vocals: 1, instrumental: 1 })
  })
  it('says why there is nothing to apply', async () => {
    await shown()
    expect(screen.getByRole('button', { name: 'Apply mix' })).toHaveAccessibleDescription('Nothing is changed yet.')
  })
  it('asks for what changed, and no more', async () => {
    const { studio, onRemixed } = await shown()
    const field = strip('Backing').getByRole('textbox', { name: 'Level: Backing' })
    await userEvent.clear(field)
    await userEvent.type(field, '-4.5{Enter}')
    await userEvent.click(screen.getByRole('button', { name: 'Apply mix' }))
    expect(studio.sent).toEqual([{ path: '/jobs/j1/remix', body: { mixing: { instrumental_db: -4.5 } } }])
    expect(onRemixed).toHaveBeenCalled()
  })
  it('is asked for once by a bouncing click', async () => {
    const { studio } = await shown()
    await press('1')
    const apply = screen.getByRole('button', { name: 'Apply mix' })
    await act(async () => (apply.click(), apply.click()))
    await expect.poll(() => studio.sent.length).toBe(1)
  })
  it('takes everything back', async () => {
    await shown()
    await press('12')
    await userEvent.click(screen.getByRole('button', { name: 'Back to the cover' }))
    expect(player().gains).toEqual({ vocals: 1, instrumental: 1 })
    expect(screen.queryByRole('button', { name: 'Back to the cover' })).toBeNull()
  })
  it('shows how far the mix is, and rests until then', async () => {
    await shown({ result: /** @type {any} */ (RESULT) }, progressOf({ status: 'running', segments: done.segments, progress: 0.42 }))
    expect(await screen.findByText('Mixing: 42 %')).toBeInTheDocument()
    expect(screen.getByRole('button', { name: 'Apply mix' })).toHaveAccessibleDescription('The cover is being mixed.')
  })
  it('begins anew with the new cover, at the same play head', async () => {
    const { again } = await shown()
    await press(' 1')
    act(() => player().seek(33))
    const job = jobOf(done)
    const config = /** @type {any} */ ({ ...job.config, mixing: { .../** @type {any} */ (job.config).mixing, vocal_db: -60 } })
    await act(async () => again({ ...job, config, result: /** @type {any} */ ({ ...RESULT, config, sha256: 'beef' }) }))
    expect(players).toHaveLength(2)
    expect(players[0].close).toHaveBeenCalled()
    expect(player().at).toBe(33)
    expect(player().snapshot()).toMatchObject({ state: 'playing', selectedGroup: 'cover' }) // what was yours is the cover now
    expect(strip('Voice').getByRole('textbox', { name: 'Level: Voice' })).toHaveValue('-60')
    expect(screen.getByRole('button', { name: 'Apply mix' })).toHaveAccessibleDescription('Nothing is changed yet.')
  })
  it('plays through the limiter of the cover, and without one where the cover has none', async () => {
    await shown()
    await press('1')
    expect(screen.getByText(/Your mix plays through the browser’s limiter/)).toBeInTheDocument()
    cleanup()
    const config = /** @type {any} */ ({ ...RESULT.config, mixing: { .../** @type {any} */ (RESULT.config).mixing, true_peak_db: null } })
    await shown({ config, result: /** @type {any} */ ({ ...RESULT, config }) })
    expect(player().mastering.get('mine')).toEqual({ gainDb: 2, ceilingDb: null })
  })
  it('a click in the waveform of a lane goes there', async () => {
    await shown()
    await waitFor(() => expect(screen.getByRole('group', { name: 'Backing' }).querySelector('canvas')).not.toBeNull())
    const canvas = /** @type {HTMLElement} */ (screen.getByRole('group', { name: 'Backing' }).querySelector('canvas')?.parentElement)
    vi.spyOn(canvas, 'getBoundingClientRect').mockReturnValue(/** @type {any} */ ({ left: 100, width: 200 }))
    await userEvent.pointer({ keys: '[MouseLeft]', target: canvas, coords: { clientX: 150 } })
    expect(player().at).toBeCloseTo(22.5) // a quarter of 90 s
  })
  it('has a meter for each lane, of what that track gives', async () => {
    await shown()
    player().trackPeak = (/** @type {string} */ track) => (track === 'vocals' ? 10 ** (-24 / 20) : 0)
    await expect.poll(() => screen.getByTestId('meter vocals').style.width).toBe('50%')
    expect(screen.getByTestId('meter instrumental').style.width).toBe('0%')
  })
  it('lets the reverb be heard at once in the room that the studio made for the song', async () => {
    await shown()
    await userEvent.click(screen.getByText('reverb is heard at once, the rest after Apply'))
    const field = screen.getByRole('textbox', { name: 'Reverb on the voice' })
    await userEvent.clear(field)
    await userEvent.type(field, '30{Enter}')
    expect(player().selectGroup).toHaveBeenCalledWith('mine')
    expect(player().sends).toEqual(new Set(['vocals']))
    await expect.poll(() => player().reverb).toMatchObject({ level: 0.3, inverted: false, room: { sampleRate: 44_100, numberOfChannels: 2, length: 3, sides: [[1, 2, 3], [4, 5, 6]] } })
    expect(rooms).toEqual([expect.stringMatching(/download\?format=wav&stem=room#/)])
  })
  it('plays files from before their faders, so that a reverb that is in the cover can be taken out again', async () => {
    const config = /** @type {any} */ ({ ...RESULT.config, mixing: { .../** @type {any} */ (RESULT.config).mixing, vocal_db: -60, reverb: 0.2 } })
    await shown({ config, result: /** @type {any} */ ({ ...RESULT, config }) })
    expect(player().tracks.map((/** @type {any} */ { url }) => /stem=(\w+)/.exec(url)?.[1])).toEqual(['mix', 'original', 'prefader_vocals', 'prefader_instrumental'])
    await expect.poll(() => player().reverb).toMatchObject({ level: 0.2, room: { length: 3 } })
    expect(player().gains).toEqual({ vocals: 0, instrumental: 1 })
    await userEvent.click(screen.getByText('reverb is heard at once, the rest after Apply'))
    const field = screen.getByRole('textbox', { name: 'Reverb on the voice' })
    await userEvent.clear(field)
    await userEvent.type(field, '0{Enter}')
    expect(player().reverb.level).toBe(0)
  })
  it('puts a track aside, by keys too, in words, and back into the middle', async () => {
    const { studio } = await shown()
    const thumb = strip('Voice').getByRole('slider', { name: 'Place: Voice' })
    expect(thumb).toHaveAttribute('aria-valuetext', 'middle')
    thumb.focus()
    await press('{Home}')
    expect(thumb).toHaveAttribute('aria-valuetext', '100 % left')
    expect(strip('Voice').getByText('0 dB, 100 % left')).toBeInTheDocument()
    expect(player().sides.vocals.map((/** @type {number} */ side) => Math.round(1000 * side))).toEqual([1414, 0])
    await press('{Delete}')
    expect(player().sides.vocals).toEqual([1, 1].map((one) => expect.closeTo(one, 12)))
    await userEvent.type(strip('Backing').getByRole('textbox', { name: 'Place: Backing' }), '{Control>}a{/Control}30{Enter}')
    await userEvent.click(screen.getByRole('button', { name: 'Apply mix' }))
    expect(studio.sent).toEqual([{ path: '/jobs/j1/remix', body: { mixing: { instrumental_pan: 0.3 } } }])
  })
  it('has no places where there is no left and right, and says so', async () => {
    const facts = factsOf({ mix_tracks: [{ ...trackOf('vocals'), pan: null }, { ...trackOf('instrumental'), pan: null }] })
    await shown({ facts, result: /** @type {any} */ ({ ...RESULT, facts }) })
    expect(screen.queryByRole('slider', { name: /^Place/ })).toBeNull()
    expect(screen.getByText(/It is in mono, so all stand in the middle/)).toBeInTheDocument()
  })
  it('keeps its buttons in their places, whatever is touched', async () => {
    await shown()
    const places = () => [...(screen.getByRole('button', { name: 'Apply mix' }).closest('.flex-wrap')?.children ?? [])].length
    const before = places()
    await press('1')
    expect(places()).toBe(before)
  })
  it('stays with your mix when something was set while the new cover was made', async () => {
    const { again } = await shown()
    await press('12')
    const job = jobOf(done)
    const config = /** @type {any} */ ({ ...job.config, mixing: { .../** @type {any} */ (job.config).mixing, vocal_db: -60 } })
    await act(async () => again({ ...job, config, result: /** @type {any} */ ({ ...RESULT, config, sha256: 'beef' }) }))
    expect(player().snapshot().selectedGroup).toBe('mine')
  })
  it('survives a reload until it is applied or taken back', async () => {
    await shown()
    await press('1')
    cleanup()
    await shown()
    expect(strip('Voice').getByRole('button', { name: 'Mute: Voice' })).toHaveAttribute('aria-pressed', 'true')
    await userEvent.click(screen.getByRole('button', { name: 'Back to the cover' }))
    expect(localStorage.getItem('mix-draft:j1')).toBeNull()
    cleanup()
    localStorage.setItem('mix-draft:j1', '{"version":2,"mix":{"strips":{"vocals":{"db":"x"}}}}')
    await shown() // what is no mix is none
    expect(strip('Voice').getByRole('textbox', { name: 'Level: Voice' })).toHaveValue('0')
  })
  it('goes back and forth by buttons, and by Ctrl+Z where the focus is in it', async () => {
    await shown()
    const mute = () => strip('Voice').getByRole('button', { name: 'Mute: Voice' }).getAttribute('aria-pressed')
    expect(screen.getByRole('button', { name: 'Nothing to undo' })).toHaveAttribute('aria-disabled', 'true')
    await press('1')
    await press('{Control>}z{/Control}') // the focus is elsewhere
    expect(mute()).toBe('true')
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(mute()).toBe('false')
    await press('{Control>}{Shift>}z{/Shift}{/Control}')
    expect(mute()).toBe('true')
    await press('{Control>}z{/Control}')
    expect(mute()).toBe('false')
    await userEvent.click(screen.getByRole('button', { name: 'Redo' }))
    expect(mute()).toBe('true')
  })
})

it('goes on where one listened while it was made, once', async () => {
  leaveAt('j1', { time: 42, going: true })
  await shown()
  expect(player().at).toBe(42)
  expect(player().play).toHaveBeenCalled()
  cleanup()
  endNowPlaying()
  await shown()
  expect(player().at).toBe(0)
})

it('goes from segment to segment with N and P', async () => {
  await shown()
  await press('n')
  expect(player().at).toBe(30)
  await press('np')
  expect(player().at).toBe(30)
})

it('says what it waits for, and until when the other sounds', async () => {
  await shown()
  act(() => player().change({ state: 'playing', selectedGroup: 'mine', group: 'cover', opening: 'vocals' }))
  expect(await screen.findByText('Getting the voice ready. The first time takes a few seconds. Until then you hear: Cover.')).toBeInTheDocument()
})

it('tells what went wrong, and tries again', async () => {
  await shown()
  act(() => player().change({ failure: new Error('no line'), problem: 'no line' }))
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(player().retry).toHaveBeenCalled()
})

it('what can’t be had while the files are made anew is no problem', async () => {
  await shown({ result: /** @type {any} */ (RESULT) }, progressOf({ status: 'running', segments: done.segments, progress: 0.42 }))
  act(() => player().change({ failure: new Error('not ready'), problem: 'not ready' }))
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
})

describe('voices beside the lead', () => {
  const config = /** @type {any} */ ({ ...RESULT.config, svc: { .../** @type {any} */ (RESULT.config).svc, double: true }, harmony: { voices: [{ interval: 'third_above', gain_db: -9, pan: 0 }] } })
  const facts = factsOf({ mix_tracks: ['vocals', 'double', 'harmony', 'instrumental'].map((stem) => trackOf(stem)) })
  it('have strips and faders of their own, heard at once, and go into the mix with Apply', async () => {
    const { studio } = await shown({ config, facts, result: { ...RESULT, config, facts } })
    expect(player().tracks.map((/** @type {any} */ track) => track.id)).toEqual(['mix', 'original', 'vocals', 'double', 'harmony', 'instrumental'])
    const fader = screen.getByRole('textbox', { name: 'Level: Harmonies' })
    await userEvent.clear(fader)
    await userEvent.type(fader, '-6{Enter}')
    expect(player().gains.harmony).toBeCloseTo(10 ** (-6 / 20))
    await userEvent.click(screen.getByRole('button', { name: 'Mute: Second take' }))
    expect(player().gains.double).toBe(0)
    await userEvent.click(screen.getByRole('button', { name: 'Apply mix' }))
    expect(studio.sent).toEqual([{ path: '/jobs/j1/remix', body: { mixing: { double_db: -60, harmony_db: -6 } } }])
  })
})
