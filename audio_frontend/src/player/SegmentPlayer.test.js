// @ts-check
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { SegmentPlayer } from './SegmentPlayer.js'

/** @type {any[]} */
let sounds
beforeEach(() => {
  vi.useFakeTimers()
  sounds = []
  vi.stubGlobal('Audio', function (/** @type {string} */ url) {
    const sound = { url, currentTime: 0, paused: true, ended: false, play: async () => void (sound.paused = false), pause: () => void (sound.paused = true), removeAttribute() {} }
    sounds.push(sound)
    return sound
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Three segments of 10 s, each file half a second longer at its edges. @param {number} ready */
const pieces = (ready) => [0, 1, 2].map((at) => ({ url: at < ready ? `/${at}` : '', from: Math.max(at * 10 - 0.25, 0), start: at * 10, stop: at * 10 + 10 }))
const playing = () => sounds.filter((sound) => !sound.paused).map((sound) => sound.url)
/** What plays goes on. @param {number} seconds */
async function wait(seconds) {
  for (let done = 0; done < seconds - 1e-9; done += 0.05) {
    for (const sound of sounds) if (!sound.paused) sound.currentTime += 0.05
    await vi.advanceTimersByTimeAsync(50)
  }
}

it('plays one finished segment into the next by itself, at its place', async () => {
  const player = new SegmentPlayer(30)
  player.setPieces(pieces(2))
  player.play()
  await wait(9)
  expect(playing()).toEqual(['/0'])
  expect(sounds.map(({ url }) => url)).toEqual(['/0', '/1']) // the next is got ready
  await wait(2)
  expect(playing()).toEqual(['/1'])
  expect(player.time()).toBeCloseTo(11, 0)
  expect(player.snapshot().state).toBe('playing')
})

it('waits where the next one isn’t there yet, and goes on when it is', async () => {
  const player = new SegmentPlayer(30)
  player.setPieces(pieces(1))
  player.play()
  await wait(12)
  expect(player.snapshot().state).toBe('waiting')
  expect(playing()).toEqual([])
  expect(player.time()).toBe(10)
  player.setPieces(pieces(2))
  await wait(1)
  expect(playing()).toEqual(['/1'])
  expect(player.time()).toBeCloseTo(11, 0)
})

it('begins with the first that is there, can be paused and moved, and ends with the song', async () => {
  const player = new SegmentPlayer(30)
  player.setPieces(pieces(3).map((piece, at) => (at ? piece : { ...piece, url: '' })))
  player.play()
  await wait(1)
  expect(player.time()).toBeCloseTo(11, 0)
  player.pause()
  expect(playing()).toEqual([])
  player.seek(28)
  player.play()
  await wait(3)
  expect(player.snapshot().state).toBe('paused')
  expect(player.time()).toBe(0)
})

it('waits at a place that was chosen, and begins nowhere else', async () => {
  const player = new SegmentPlayer(30)
  const all = pieces(3)
  player.setPieces(all.map((piece, at) => (at === 1 ? { ...piece, url: '' } : piece)))
  player.seek(15)
  player.play()
  await wait(1)
  expect([player.snapshot().state, player.time(), playing()]).toEqual(['waiting', 15, []])
  player.setPieces(all)
  await wait(1)
  expect(playing()).toEqual(['/1'])
  expect(player.time()).toBeCloseTo(16, 0)
})

it('the first is got ready before anybody presses Play; what replaces it is taken instead', async () => {
  const player = new SegmentPlayer(30)
  player.setPieces(pieces(1))
  expect(sounds.map(({ url }) => url)).toEqual(['/0'])
  player.setPieces(pieces(1).map((piece) => (piece.url ? { ...piece, url: '/better' } : piece)))
  expect(sounds.map(({ url }) => url)).toEqual(['/0', '/better'])
  player.play()
  await wait(1)
  expect(playing()).toEqual(['/better'])
  expect(sounds).toHaveLength(2)
  player.pause()
  player.seek(5)
  player.play()
  await wait(1)
  expect(player.time()).toBeCloseTo(6, 0) // from there, and not with what was got ready for the beginning
})

it('what sounds goes on when something better comes, and the next is that', async () => {
  const player = new SegmentPlayer(30)
  player.setPieces(pieces(2))
  player.play()
  await wait(1)
  player.setPieces(pieces(2).map((piece) => (piece.url ? { ...piece, url: `${piece.url}b` } : piece)))
  await wait(8)
  expect(playing()).toEqual(['/0'])
  await wait(2)
  expect(playing()).toEqual(['/1b'])
})
