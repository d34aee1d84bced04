// @ts-check
import { QueryClientProvider } from '@tanstack/react-query'
import { act, render, renderHook, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeClient } from '@/lib/queries.js'
import { useShortcuts } from '@/lib/place/useShortcuts.js'
import { players } from '@/test/fakePlayer.js'
import { uploadOf } from '@/test/intake.jsx'
import { jobOf, progressOf } from '@/test/jobs.jsx'
import { fakeMediaSession } from '@/test/mediaSession.js'
import { server } from '@/test/server.js'
import { useMultitrackPlayer } from '../multitrack/useMultitrackPlayer.js'
import { useMediaSession } from '../useMediaSession.js'
import { NowPlayingBar } from './NowPlayingBar.jsx'
import { nowPlaying } from './nowPlaying.js'

vi.mock('@/player/multitrack/MultitrackPlayer.js', () => import('@/test/fakePlayer.js'))

const VERSIONS = [{ value: 'original', label: 'Original', jobId: 'j1', title: 'Evening, deeper' }, { value: 'cover', label: 'Cover', jobId: 'j1', title: 'Evening, deeper' }]
const ORIGIN = { place: '#/jobs/j1', fileId: 'f1', versions: VERSIONS }
const OLD = [{ id: 'mix', group: 'cover', url: '/mix#1' }, { id: 'original', group: 'original', url: '/original#1' }]
const NEW = OLD.map((track) => ({ ...track, url: `${track.url}2` }))

let names = /** @type {any[]} */ ([])
let job = /** @type {any} */ (null)
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  players.length = 0
  names = [uploadOf({ file_id: 'f1', filename: '01.mp3', title: 'Evening', artist: 'Anna' })]
  job = jobOf(progressOf({ status: 'completed' }), { title: 'Evening, deeper' })
  server.use(
    http.get('*/uploads', () => HttpResponse.json({ items: names })),
    http.get('*/jobs/j1', () => (job ? HttpResponse.json(job) : HttpResponse.json({ code: 'not_found', title: 'Gone', detail: 'x', remedy: '', status: 404 }, { status: 404 }))),
  )
})
afterEach(() => server.resetHandlers())

/** A page that shows a player. @param {any[]} [tracks] @param {object} [origin] */
function page(tracks = OLD, origin = ORIGIN) {
  return renderHook(() => {
    const player = useMultitrackPlayer(tracks, { duration: 90, group: 'cover', eager: false, origin: /** @type {any} */ (origin) })
    useMediaSession(player, { title: 'Evening, deeper', artist: 'Anna' })
    return player
  })
}
/** Left while it plays. */
function left() {
  const { result, unmount } = page()
  act(() => result.current.play())
  act(() => result.current.seek(30))
  unmount()
  return /** @type {any} */ (result.current)
}
async function bar() {
  const client = makeClient()
  render(<QueryClientProvider client={client}><NowPlayingBar /></QueryClientProvider>)
  await screen.findByRole('region', { name: 'Now playing' })
  return client
}

describe('what plays when its page is left', () => {
  it('plays on, the same player, and the page that comes back has it again', () => {
    const player = left()
    expect(player.close).not.toHaveBeenCalled()
    expect(nowPlaying()?.player).toBe(player)
    const { result } = page()
    expect(result.current).toBe(player)
    expect([players.length, player.open.mock.calls.length, nowPlaying()]).toEqual([1, 1, null])
  })
  it('is over when it stands still', () => {
    const { result, unmount } = page()
    unmount()
    expect(/** @type {any} */ (result.current).close).toHaveBeenCalled()
    expect(nowPlaying()).toBeNull()
  })
  it('keeps the keys of the lock screen the whole way, also in a pause', () => {
    const { session, keys, remove } = fakeMediaSession()
    const player = left()
    expect(session).toMatchObject({ playbackState: 'playing', metadata: { title: 'Evening, deeper' } })
    act(() => keys.pause())
    const { unmount } = page()
    expect(session).toMatchObject({ playbackState: 'paused', metadata: { title: 'Evening, deeper' } })
    act(() => keys.play())
    expect(player.snapshot().state).toBe('playing')
    act(() => keys.pause())
    unmount()
    expect([session.metadata, session.playbackState, keys]).toEqual([null, 'none', {}])
    remove()
  })
  it('made anew meanwhile: the new one goes on where the old one stood, with what was heard', () => {
    const old = left()
    act(() => old.selectGroup('original'))
    const { result } = page(NEW)
    const player = /** @type {any} */ (result.current)
    expect(player).not.toBe(old)
    expect([player.at, player.snapshot().state, player.snapshot().selectedGroup]).toEqual([30, 'playing', 'original'])
    expect(old.close).toHaveBeenCalled()
    expect(nowPlaying()).toBeNull()
  })
  it('gives way to a piece that begins on another page', () => {
    const player = left()
    const { result } = page([{ id: 'a', group: 'cover', url: '/other' }], { ...ORIGIN, place: '#/jobs/j2' })
    expect(nowPlaying()?.player).toBe(player) // it is only shown
    act(() => result.current.play())
    expect(nowPlaying()).toBeNull()
    expect(player.close).toHaveBeenCalled()
  })
})

describe('the bar', () => {
  it('says what it is, leads to its page, and closes', async () => {
    const player = left()
    await bar()
    expect(await screen.findByText('Anna')).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'Open the page of Evening, deeper' })).toHaveAttribute('href', '#/jobs/j1')
    await userEvent.click(screen.getByRole('radio', { name: 'Original' }))
    expect(player.selectGroup).toHaveBeenCalledWith('original')
    await userEvent.click(screen.getByRole('button', { name: 'Stop, and close the player' }))
    expect(player.close).toHaveBeenCalled()
    expect(screen.queryByRole('region')).toBeNull()
  })
  it('has the space bar before the page’s own player', async () => {
    const player = left()
    const own = vi.fn()
    renderHook(() => useShortcuts({ Space: own }))
    await bar()
    await userEvent.keyboard(' ')
    expect(player.snapshot().state).toBe('paused')
    await userEvent.keyboard(' ')
    expect(player.snapshot().state).toBe('playing')
    expect(own).not.toHaveBeenCalled()
  })
  it('takes a new name, and says when it was deleted', async () => {
    const player = left()
    const client = await bar()
    await screen.findByText('Anna')
    job = { ...job, title: 'Another name' }
    await act(() => client.invalidateQueries({ queryKey: ['jobs'] }))
    expect(await screen.findByText('Another name')).toBeInTheDocument()
    job = null
    await act(() => client.invalidateQueries({ queryKey: ['jobs'] }))
    expect(await screen.findByRole('alert')).toHaveTextContent('“Another name” was deleted, so it plays no more.')
    expect(player.snapshot().state).toBe('paused')
    expect(screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'))).toEqual(['Stop, and close the player'])
  })
  it('names a song that was deleted', async () => {
    const { result, unmount } = page(OLD, { place: '#/song/f1', fileId: 'f1', versions: [] })
    act(() => result.current.play())
    unmount()
    const client = await bar()
    await screen.findByText('Evening')
    names = []
    await act(() => client.invalidateQueries({ queryKey: ['uploads'] }))
    expect(await screen.findByRole('alert')).toHaveTextContent('“Evening” was deleted, so it plays no more.')
  })
  it('says what went wrong, and Play tries again', async () => {
    const player = left()
    await bar()
    act(() => player.change({ state: 'paused', problem: 'The sound could not be fetched.', failure: { remedy: 'Press Play.' } }))
    expect(screen.getByRole('alert')).toHaveTextContent('The sound could not be fetched. Press Play.')
    await userEvent.click(screen.getByRole('button', { name: /^Play/ }))
    expect(player.retry).toHaveBeenCalled()
    expect(player.snapshot().state).toBe('playing')
  })
  it('leads to the new one when it was made anew', async () => {
    const player = left()
    await bar()
    act(() => player.change({ state: 'paused', problem: 'x', failure: {}, changed: true }))
    expect(screen.getByRole('alert')).toHaveTextContent('This cover was made anew while it played.')
    expect(screen.getByRole('link', { name: 'Hear the new one' })).toHaveAttribute('href', '#/jobs/j1')
    page(NEW)
    expect(players.at(-1).snapshot().state).toBe('playing')
  })
})
