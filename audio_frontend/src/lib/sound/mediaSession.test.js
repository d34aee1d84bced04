// @ts-check
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fakeMediaSession } from '@/test/mediaSession.js'
import { holdMediaSession } from './mediaSession.js'

/** @type {ReturnType<typeof fakeMediaSession>['session']} */
let session
/** @type {ReturnType<typeof fakeMediaSession>['keys']} */
let keys
/** @type {() => void} */
let remove
beforeEach(() => {
  ({ session, keys, remove } = fakeMediaSession())
})
afterEach(() => {
  vi.unstubAllGlobals()
  remove()
})

const PIECE = { title: 'Evening Song', artist: 'In the voice of Mia', artwork: '/uploads/f1/cover', duration: 60 }
const acts = (at = 20) => ({ play: vi.fn(), pause: vi.fn(), seek: vi.fn(), time: () => at })

it('tells title, artist and picture', () => {
  holdMediaSession(PIECE, acts())
  expect(session.metadata).toMatchObject({ title: 'Evening Song', artist: 'In the voice of Mia', artwork: [{ src: 'http://127.0.0.1:8000/uploads/f1/cover' }] })
})

it('plays, pauses and seeks, never beyond the ends, though the browser does not know every key', () => {
  const done = acts()
  holdMediaSession(PIECE, done)
  keys.play()
  keys.pause()
  keys.seekto({ seekTime: 42 })
  keys.seekforward({})
  keys.seekbackward({ seekOffset: 30 })
  keys.seekto({ seekTime: 400 })
  keys.previoustrack()
  expect([done.play.mock.calls.length, done.pause.mock.calls.length]).toEqual([1, 1])
  expect(done.seek.mock.calls.flat()).toEqual([42, 30, 0, 60, 0])
})

it('tells where it is, within the piece', () => {
  const held = holdMediaSession(PIECE, acts())
  held.tell({ state: 'playing', time: 61 })
  expect(session.playbackState).toBe('playing')
  expect(session.setPositionState).toHaveBeenCalledWith({ duration: 60, playbackRate: 1, position: 60 })
})

it('is of who began last; who had it before neither tells nor takes it away', () => {
  const first = holdMediaSession(PIECE, acts())
  const second = holdMediaSession({ ...PIECE, title: 'Another' }, acts())
  first.tell({ state: 'paused', time: 1 })
  first.release()
  expect(session.metadata.title).toBe('Another')
  expect(session.playbackState).toBe('none')
  second.release()
  expect(session.metadata).toBeNull()
  expect(keys).toEqual({})
})

it('is called by another name while it is held, and only then', () => {
  const held = holdMediaSession(PIECE, acts())
  held.show({ ...PIECE, title: 'Evening Song, louder' })
  expect(session.metadata.title).toBe('Evening Song, louder')
  holdMediaSession({ ...PIECE, title: 'Another' }, acts())
  held.show(PIECE)
  expect(session.metadata.title).toBe('Another')
})

it('does nothing where the browser has no such thing', () => {
  remove()
  const held = holdMediaSession(PIECE, acts())
  expect(() => (held.tell({ state: 'playing', time: 0 }), held.release())).not.toThrow()
})
