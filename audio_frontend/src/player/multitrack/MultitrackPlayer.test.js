// @ts-check
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeContext, fakeTracks } from '@/test/multitrack.js'
import { ProblemError } from '@/lib/api.js'
import { claimPlayback } from '../exclusivePlayback.js'
import { MultitrackPlayer } from './MultitrackPlayer.js'

const RATE = 1000
const SECONDS = 30
const TRACKS = [
  { id: 'mix', group: 'cover', url: '/mix' },
  { id: 'vocals', group: 'mine', url: '/vocals' },
  { id: 'backing', group: 'mine', url: '/backing' },
]

/** @type {ReturnType<typeof fakeContext>} */
let sound
/** @type {ReturnType<typeof fakeTracks>} */
let files
/** @type {import('./MultitrackPlayer.js').MultitrackPlayer} */
let player

const settle = () => vi.advanceTimersByTimeAsync(0)
/** Let time go by, for the page and for the sound card alike. @param {number} seconds */
async function wait(seconds) {
  for (let done = 0; done < seconds - 1e-9; done += 0.1) {
    sound.move(0.1)
    await vi.advanceTimersByTimeAsync(100)
  }
}
/** Every source that was not stopped before it began, as [starts at, with frame]. */
const notes = () => sound.started.filter((note) => note.stopped > note.at).map((note) => ({ ...note, at: Math.round(note.at * RATE), length: Math.round(note.length * RATE) }))

beforeEach(() => {
  vi.useFakeTimers()
  sound = fakeContext(RATE)
  files = fakeTracks(RATE, SECONDS * RATE)
  player = new MultitrackPlayer(TRACKS, { duration: SECONDS, group: 'cover', makeContext: () => sound.context, open: files.open })
  player.open()
})
afterEach(() => {
  player.close()
  vi.useRealTimers()
})

it('hears a file of another rate at the same second', async () => {
  const finer = fakeTracks(2 * RATE, SECONDS * 2 * RATE) // every sample is the number of its frame
  const both = new MultitrackPlayer(TRACKS, { duration: SECONDS, group: 'cover', makeContext: () => sound.context, open: (url) => (url === '/vocals' ? finer : files).open(url) })
  both.open()
  both.selectGroup('mine')
  await settle()
  both.play()
  await wait(9)
  const later = notes().filter((note) => note.first > 7000) // pieces of 4 s: after the first only the finer file has such numbers
  expect(Math.round(later[0].first / 10)).toBe(800) // 4 s of it, not 8
  expect(notes().some((note) => note.first === 4000 && note.at === later[0].at)).toBe(true)
  both.close()
})

it('made anew under it, it stops and says so, also when piece after piece tells', async () => {
  let anew = false
  const open = async (/** @type {string} */ url) => {
    const source = await files.open(url)
    return { ...source, read: (/** @type {number} */ start, /** @type {number} */ count) => (anew ? Promise.reject(new ProblemError({ code: 'changed', title: 'x', detail: '', remedy: '' })) : source.read(start, count)) }
  }
  const playing = new MultitrackPlayer(TRACKS, { duration: SECONDS, group: 'mine', makeContext: () => sound.context, open })
  playing.open()
  playing.play()
  await wait(2)
  anew = true
  await wait(6)
  expect(playing.snapshot()).toMatchObject({ state: 'paused', changed: true })
  playing.close()
})

it('says that there is no sound where the clock never starts, and plays when a loudspeaker is there', async () => {
  sound.context.resume = () => new Promise(() => {})
  await settle()
  player.play()
  await vi.advanceTimersByTimeAsync(2500)
  expect(player.snapshot()).toMatchObject({ state: 'paused', failure: { code: 'no_sound', title: 'No sound device' } })
  sound.context.resume = async () => {}
  player.play()
  await wait(3)
  expect(player.snapshot()).toMatchObject({ state: 'playing', failure: null })
})

describe('tracks of a group', () => {
  it('start at the same time of the sound card, with the same frame, piece after piece', async () => {
    player.selectGroup('mine')
    await settle()
    player.play()
    await wait(9)
    const tracks = [...new Set(notes().map((note) => note.track))]
    expect(tracks).toHaveLength(3) // the cover was opened first and plays along, unheard
    const [one, ...others] = tracks.map((track) => notes().filter((note) => note.track === track).map(({ at, first, length }) => ({ at, first, length })))
    expect(one.length).toBeGreaterThan(2)
    for (const other of others) expect(other).toEqual(one)
  })

  it('play every frame once: a piece begins where and when the last one ended', async () => {
    await settle()
    player.play()
    await wait(20)
    const list = notes()
    list.slice(1).forEach((note, at) => {
      expect(note.at).toBe(list[at].at + list[at].length)
      expect(note.first).toBe(list[at].first + list[at].length)
    })
  })

  it('all wait when one of them is late, and go on together where they stood', async () => {
    files.hold('/backing')
    player.selectGroup('mine')
    await settle()
    player.play()
    await settle()
    expect(player.snapshot().state).toBe('waiting')
    expect(notes()).toEqual([])
    await wait(2)
    expect(player.time()).toBe(0)
    files.release('/backing')
    await wait(0.3)
    expect(player.snapshot().state).toBe('playing')
    expect(new Set(notes().filter((note) => note.first === 0).map((note) => note.at)).size).toBe(1)
  })
})

it('keeps a few seconds of a long song, not all of it', async () => {
  await settle()
  player.play()
  await wait(3)
  expect(files.reads.length).toBeLessThanOrEqual(5)
  await wait(20)
  expect(player.time()).toBeCloseTo(23 - 0.05, 1)
})

it('tells the time that is heard, and stands still when paused', async () => {
  await settle()
  player.seek(12)
  player.play()
  await wait(2)
  const before = player.time()
  expect(before).toBeGreaterThan(13.8)
  player.pause()
  await wait(1)
  expect(player.time()).toBeCloseTo(before, 2)
  player.play()
  await wait(1)
  expect(player.time()).toBeCloseTo(before + 1 - 0.05, 1)
})

it('stops at the end, and begins anew from the start', async () => {
  await settle()
  player.seek(29)
  player.play()
  await wait(1.5)
  expect(player.snapshot().state).toBe('paused')
  expect(player.time()).toBe(SECONDS)
  player.play()
  await wait(0.5)
  expect(player.time()).toBeLessThan(1)
})

describe('a loop', () => {
  it('wraps at its exact frame, without a gap', async () => {
    await settle()
    player.setLoop({ start: 2, stop: 5 })
    player.seek(4.5)
    player.play()
    await wait(8)
    const list = notes()
    const wrap = list.findIndex((note) => note.first === 2000)
    expect(list[wrap - 1].first + list[wrap - 1].length).toBe(5000)
    expect(list[wrap].at).toBe(list[wrap - 1].at + list[wrap - 1].length)
    expect(list.every((note) => note.first + note.length <= 5000)).toBe(true)
    expect(player.time()).toBeLessThan(5)
  })

  it('takes hold of what plays already, and lets it go on when it is switched off', async () => {
    await settle()
    player.play()
    await wait(1)
    player.setLoop({ start: 0.5, stop: 2 })
    await wait(3)
    expect(player.time()).toBeLessThan(2)
    player.setLoop(null)
    await wait(3)
    expect(player.time()).toBeGreaterThan(2)
  })
})

describe('changing to another group', () => {
  it('leaves the play head where it is, and the first group sounding until the other one is here', async () => {
    await settle()
    player.play()
    await wait(2)
    files.hold('/vocals')
    player.selectGroup('mine')
    await settle()
    expect(player.snapshot()).toMatchObject({ group: 'cover', selectedGroup: 'mine', state: 'playing' })
    const before = player.time()
    await wait(1)
    expect(player.time()).toBeCloseTo(before + 1, 1)
    files.release('/vocals')
    await wait(0.2)
    expect(player.snapshot()).toMatchObject({ group: 'mine', state: 'playing' })
  })

  it('falls in at the same frame as the tracks that play', async () => {
    await settle()
    player.play()
    await wait(2)
    player.selectGroup('mine')
    await wait(0.1)
    const anchor = notes()[0]
    const late = notes().filter((note) => note.track !== anchor.track)
    expect(late.length).toBeGreaterThan(1)
    for (const note of late) expect(note.at - note.first).toBe(anchor.at - anchor.first)
  })

  it('goes back to what was heard when the other files do not come, and says why', async () => {
    await settle()
    player.play()
    await wait(1)
    files.open = async () => Promise.reject(new Error('at work'))
    player.close()
    player = new MultitrackPlayer(TRACKS, { duration: SECONDS, group: 'cover', makeContext: () => sound.context, open: (url) => (url === '/mix' ? fakeTracks(RATE, 30_000).open(url) : Promise.reject(new Error('at work'))) })
    player.open()
    await settle()
    player.play()
    await wait(1)
    player.selectGroup('mine')
    await wait(1)
    expect(player.snapshot()).toMatchObject({ group: 'cover', selectedGroup: 'cover', problem: 'at work', state: 'playing' })
  })
})

it('stops when somebody else takes the floor', async () => {
  await settle()
  player.play()
  await wait(1)
  claimPlayback(() => {})
  expect(player.snapshot().state).toBe('paused')
})

it('can be opened again after it was closed, at the same place', async () => {
  await settle()
  player.seek(7)
  player.close()
  player.open()
  await settle()
  expect(player.time()).toBe(7)
  player.play()
  await wait(0.5)
  expect(player.time()).toBeGreaterThan(7.2)
})

it('says what went wrong when a file cannot be opened, and plays after another try', async () => {
  let broken = true
  player.close()
  player = new MultitrackPlayer(TRACKS, { duration: SECONDS, group: 'cover', makeContext: () => sound.context, open: async (url) => (broken ? Promise.reject(new Error('no disk')) : files.open(url)) })
  player.open()
  player.play()
  await settle()
  expect(player.snapshot()).toMatchObject({ state: 'paused', problem: 'no disk', opening: null })
  broken = false
  player.play()
  await wait(0.5)
  expect(player.snapshot()).toMatchObject({ state: 'playing', problem: null })
})

it('a mastered group plays through its gain and a limiter, with what a compressor adds taken back; the others are as late', async () => {
  const made = /** @type {any[]} */ ([])
  const keep = (/** @type {'createDynamicsCompressor' | 'createDelay' | 'createGain'} */ name) => {
    const make = /** @type {any} */ (sound.context)[name]
    Object.assign(sound.context, { [name]: () => { const node = make(); made.push({ name, node }); return node } })
  }
  ;['createDynamicsCompressor', 'createDelay', 'createGain'].forEach((name) => keep(/** @type {'createGain'} */ (name)))
  const mine = new MultitrackPlayer(TRACKS, { duration: SECONDS, group: 'cover', mastering: new Map([['mine', { gainDb: 6, ceilingDb: -1 }]]), makeContext: () => sound.context, open: files.open })
  mine.open()
  mine.selectGroup('mine')
  await settle()
  mine.play()
  await wait(1)
  const limiters = made.filter(({ name }) => name === 'createDynamicsCompressor')
  expect(limiters).toHaveLength(1)
  expect(limiters[0].node).toMatchObject({ threshold: { value: -1 }, ratio: { value: 20 }, knee: { value: 0 } })
  const gains = made.filter(({ name }) => name === 'createGain').map(({ node }) => 20 * Math.log10(node.gain.value))
  expect(gains.some((db) => Math.abs(db - 6) < 0.01)).toBe(true)
  expect(gains.some((db) => Math.abs(db + 0.6 * 0.95) < 0.01)).toBe(true)
  expect(made.filter(({ name }) => name === 'createDelay').map(({ node }) => node.delayTime.value)).toEqual([0.006])
  mine.close()
})

it('what sings goes into the room too, and the room is heard as loud as was asked, before and after it plays', async () => {
  const rooms = /** @type {any[]} */ ([])
  const make = /** @type {any} */ (sound.context).createConvolver
  Object.assign(sound.context, { createConvolver: () => { const node = make(); node.connect = (/** @type {any} */ to) => (node.to = to); rooms.push(node); return node } })
  const response = /** @type {any} */ ({ sampleRate: RATE })
  const mine = new MultitrackPlayer(TRACKS, { duration: SECONDS, group: 'mine', sends: new Set(['vocals']), makeContext: () => sound.context, open: files.open })
  mine.setReverb({ level: 0.3, room: response, inverted: false })
  mine.open()
  await settle()
  mine.play()
  await wait(0.2)
  expect(rooms).toHaveLength(1)
  expect(rooms[0]).toMatchObject({ buffer: response, normalize: false, to: { gain: { value: 0.3 } } })
  mine.setReverb({ level: 0, room: response, inverted: false })
  expect(rooms[0].to.gain.value).toBe(0)
  mine.close()
})

it('a track stands where it was put, before and after it plays', async () => {
  const sides = /** @type {any[]} */ ([])
  Object.assign(sound.context, { createChannelSplitter: () => ({ connect: (/** @type {any} */ to) => sides.push(to) }) })
  player.setTrackSides('mix', [1.3, 0.5])
  await settle()
  player.play()
  await wait(0.2)
  const gains = () => sides.map((side) => side.gain?.value).filter((value) => value !== undefined)
  expect(gains()).toEqual([1.3, 0.5])
  player.setTrackSides('mix', [0, 1.4])
  expect(gains()).toEqual([0, 1.4])
})
