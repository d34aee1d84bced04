// @ts-check
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { MultitrackPlayer } from '@/test/fakePlayer.js'
import { fakeMediaSession } from '@/test/mediaSession.js'
import { pieceOf, useMediaSession } from './useMediaSession.js'

/** @type {ReturnType<typeof fakeMediaSession>} */
let screen
beforeEach(() => {
  screen = fakeMediaSession()
})
afterEach(() => {
  vi.unstubAllGlobals()
  screen.remove()
})
/** @param {string} title */
const playing = (title) => {
  const player = /** @type {any} */ (MultitrackPlayer([], { duration: 60, group: 'cover' }))
  const hook = renderHook((named) => useMediaSession(player, named), { initialProps: { title } })
  return { player, ...hook }
}

it('is of whoever began last; the one before neither tells nor takes it away', () => {
  const [first, second] = [playing('First'), playing('Second')]
  act(() => first.player.play())
  act(() => second.player.play())
  act(() => first.player.pause())
  expect(screen.session).toMatchObject({ playbackState: 'playing', metadata: { title: 'Second' } })
  first.unmount()
  expect(screen.session.metadata.title).toBe('Second')
  act(() => first.player.play()) // left: it is shown no more
  expect(screen.session.metadata.title).toBe('Second')
  second.unmount()
  expect(screen.session.metadata).toBeNull()
})

it('a new title is shown also in a pause, and takes the session from nobody', () => {
  const [first, second] = [playing('First'), playing('Second')]
  act(() => first.player.play())
  act(() => first.player.pause())
  first.rerender({ title: 'First, renamed' })
  expect(screen.session).toMatchObject({ playbackState: 'paused', metadata: { title: 'First, renamed' } })
  second.rerender({ title: 'Second, renamed' })
  expect(screen.session.metadata.title).toBe('First, renamed')
})

it('is called by the tags, else by the file; a cover by its own title', () => {
  const song = { file_id: 'f1', filename: '01.mp3', title: 'Evening', artist: 'Anna', has_cover: true }
  expect(pieceOf(song)).toEqual({ title: 'Evening', artist: 'Anna', artwork: '/uploads/f1/cover' })
  expect(pieceOf({ file_id: 'f1', filename: '01.mp3' })).toEqual({ title: '01.mp3' })
  expect(pieceOf(song, 'Evening, deeper').title).toBe('Evening, deeper')
  expect(pieceOf(undefined, 'Evening, deeper')).toEqual({ title: 'Evening, deeper' })
})
