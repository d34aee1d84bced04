// @ts-check
import { act, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { StrictMode, useState } from 'react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeMediaSession } from '@/test/mediaSession.js'
import { live, waves } from '@/test/wave.js'
import { endNowPlaying } from '../staying/nowPlaying.js'
import { WaveSurferPlayer } from './WaveSurferPlayer.jsx'

vi.mock('./wave.js', () => import('@/test/wave.js'))

const PIECE = { title: 'Evening Song', artist: 'Anna', artwork: '/uploads/1/cover' }
const ORIGIN = { place: '#/song/1', fileId: '1', versions: [] }
const PEAKS = { data: [[-0.5, 0.5, -0.2, 0.2]], duration_s: 220 }
/** @type {HTMLAudioElement[]} */
let sounds
beforeEach(() => {
  waves.length = 0
  sounds = []
  const Real = window.Audio
  vi.stubGlobal('Audio', function () {
    const audio = new Real()
    Object.defineProperty(audio, 'currentTime', { value: 0, writable: true })
    vi.spyOn(audio, 'play').mockImplementation(async () => void audio.dispatchEvent(new Event('playing')))
    vi.spyOn(audio, 'pause').mockImplementation(() => void audio.dispatchEvent(new Event('pause')))
    sounds.push(audio)
    return audio
  })
  return () => vi.unstubAllGlobals()
})
const sound = () => /** @type {HTMLAudioElement} */ (sounds.findLast((audio) => audio.getAttribute('src')))
const settle = () => act(async () => {})

/** @param {Partial<import('react').ComponentProps<typeof WaveSurferPlayer>>} [props] */
async function shown(props) {
  const made = render(<WaveSurferPlayer label="Song" piece={PIECE} origin={ORIGIN} src="/uploads/1/audio" peaks={PEAKS} {...props} />)
  await settle()
  return { ...made, slider: screen.getByRole('slider', { name: 'Playback position' }) }
}

it('draws the peaks of the server, and fetches no sound to decode', async () => {
  await shown()
  const [{ options }] = live()
  expect(options).toMatchObject({ peaks: PEAKS.data, duration: 220 })
  expect(options.url).toBeUndefined()
  expect(options.media).toBe(sound())
})

it('leaves no WaveSurfer and no sound behind, mounted twice or not', async () => {
  const { unmount } = render(<StrictMode><WaveSurferPlayer label="Song" piece={PIECE} origin={ORIGIN} src="/a" peaks={PEAKS} /></StrictMode>)
  await settle()
  expect(live()).toHaveLength(1)
  unmount()
  expect(live()).toHaveLength(0)
  expect(sounds.every((audio) => !audio.getAttribute('src'))).toBe(true)
})

describe('the waveform as a slider', () => {
  it('says where it is in words', async () => {
    const { slider } = await shown({ marks: [{ start: 60, stop: 90, label: 'Segment 3', tone: 'plain' }] })
    act(() => {
      sound().currentTime = 72
      sound().dispatchEvent(new Event('seeked'))
    })
    expect(slider).toHaveAttribute('aria-valuetext', '1 minute 12 seconds of 3 minutes 40 seconds, Segment 3')
    expect(slider).toHaveAttribute('aria-valuemax', '220')
  })
  it.each([['{ArrowRight}', 101], ['{Shift>}{ArrowLeft}{/Shift}', 95], ['{PageUp}', 110], ['{PageDown}', 90], ['{Home}', 0], ['{End}', 220]])('moves by %s', async (key, to) => {
    const { slider } = await shown()
    sound().currentTime = 100
    slider.focus()
    await userEvent.keyboard(key)
    expect(sound().currentTime).toBe(to)
    expect(slider).toHaveAttribute('aria-valuenow', String(to))
  })
})

describe('keys of the page', () => {
  it('do nothing where another player has them', async () => {
    await shown()
    await userEvent.keyboard(' ')
    expect(sound().play).not.toHaveBeenCalled()
  })
  it('play, loop, mute and set the range', async () => {
    /** @type {import('../transport.js').Span | null} */
    let range = null
    function Held() {
      const [now, setNow] = useState(range)
      return <WaveSurferPlayer label="Song" piece={PIECE} origin={ORIGIN} src="/a" peaks={PEAKS} shortcuts range={now} onRange={(next) => (setNow(next), (range = next))} />
    }
    render(<Held />)
    await settle()
    await userEvent.keyboard(' ')
    expect(screen.getByRole('button', { name: 'Pause' })).toBeInTheDocument()
    sound().currentTime = 20
    await userEvent.keyboard('[[')
    sound().currentTime = 30
    await userEvent.keyboard(']')
    expect(range).toEqual({ start: 20, stop: 30 })
    expect(live()[0].regions.getRegions()).toMatchObject([{ start: 20, end: 30 }])
    await userEvent.keyboard('l')
    expect(screen.getByRole('button', { name: 'Loop the range' })).toHaveAttribute('aria-pressed', 'true')
    expect(sound().currentTime).toBe(20) // it stood at the end of the range
    await userEvent.keyboard('m')
    expect(sound().muted).toBe(true)
    await userEvent.keyboard('+')
    expect(live()[0].zoom).toHaveBeenCalled()
  })
})

it('tells the range that was dragged open, in tenths', async () => {
  const onRange = vi.fn()
  await shown({ range: null, onRange })
  act(() => live()[0].regions.addRegion({ id: 'range', start: 3.14159, end: 12.3456 }))
  expect(onRange).toHaveBeenLastCalledWith({ start: 3.1, stop: 12.3 })
})

it('is on the lock screen while it lives, and obeys its keys', async () => {
  const { session, keys, remove } = fakeMediaSession()
  const { unmount } = await shown()
  expect(session.metadata).toBeNull() // nothing was played
  await userEvent.click(screen.getByRole('button', { name: 'Play' }))
  expect(session).toMatchObject({ playbackState: 'playing', metadata: { title: 'Evening Song', artist: 'Anna' } })
  act(() => keys.seekto({ seekTime: 42 }))
  expect(sound().currentTime).toBe(42)
  expect(session.setPositionState).toHaveBeenLastCalledWith({ duration: 220, playbackRate: 1, position: 42 })
  act(() => keys.pause())
  expect(session).toMatchObject({ playbackState: 'paused', metadata: { title: 'Evening Song' } })
  act(() => keys.play())
  expect(screen.getByRole('button', { name: 'Pause' })).toBeInTheDocument()
  unmount()
  expect(session.metadata.title).toBe('Evening Song') // it plays on
  act(() => keys.pause())
  act(endNowPlaying)
  expect(session.metadata).toBeNull()
  expect(keys).toEqual({})
  remove()
})

it('a computer without a loudspeaker is told of while it plays', async () => {
  vi.stubGlobal('AudioContext', class { setSinkId() {} })
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { enumerateDevices: async () => [] } })
  await shown()
  expect(screen.queryByText(/^No sound device/)).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Play' }))
  expect(await screen.findByText(/^No sound device/)).toBeVisible()
  Reflect.deleteProperty(navigator, 'mediaDevices')
})

it('says that the sound does not come, and tries again', async () => {
  await shown()
  Object.defineProperty(sound(), 'error', { value: { code: 2 }, configurable: true })
  act(() => void sound().dispatchEvent(new Event('error')))
  expect(screen.getByRole('alert')).toHaveTextContent('The sound could not be played')
  const load = vi.spyOn(sound(), 'load')
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(load).toHaveBeenCalled()
  expect(screen.queryByRole('alert')).toBeNull()
})

it('is no failure when playing is interrupted by something newer', async () => {
  await shown()
  vi.mocked(sound().play).mockRejectedValue(new DOMException('superseded', 'AbortError'))
  await userEvent.click(screen.getByRole('button', { name: 'Play' }))
  expect(screen.queryByRole('alert')).toBeNull()
})

it('paints anew in the other theme', async () => {
  await shown()
  act(() => void window.dispatchEvent(new Event('themechange')))
  expect(live()).toHaveLength(1)
  expect(live()[0].setOptions).toHaveBeenCalled()
})
