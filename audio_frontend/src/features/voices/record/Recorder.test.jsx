// @ts-check
import { act, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeMicrophone, noMicrophone } from '@/test/microphone.js'
import { Recorder } from './Recorder.jsx'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  noMicrophone()
  vi.useRealTimers()
})

/** @param {string} name */
const press = (name) => act(async () => void fireEvent.click(screen.getByRole('button', { name })))
/** @param {number} seconds */
const wait = (seconds) => act(() => vi.advanceTimersByTimeAsync(seconds * 1000))

/** @param {string[]} [taken] */
function show(taken = []) {
  const onTake = vi.fn()
  const onBusy = vi.fn()
  return { onTake, onBusy, ...render(<Recorder taken={taken} onTake={onTake} onBusy={onBusy} />) }
}

/** Until it records. @param {ReturnType<typeof fakeMicrophone>} microphone @param {number} [room] amplitude */
async function begin(microphone, room = 0.001) {
  await press('Record with the microphone')
  await act(async () => microphone.hear(0.3, 0.9)) // the click of a device that begins
  for (let at = 0; at < 16; at += 1) await act(async () => microphone.hear(0.1, room))
  await wait(3)
}

describe('a voice from the microphone', () => {
  it('asks, listens to the room, counts down, records, and gives a WAV and the microphone back', async () => {
    const microphone = fakeMicrophone()
    const { onTake, onBusy } = show(['Recording 1.wav'])
    await press('Record another clip')
    expect(microphone.getUserMedia).toHaveBeenCalledWith({ audio: expect.objectContaining({ echoCancellation: false, noiseSuppression: false, autoGainControl: false }) })
    expect(screen.getByText(/listening to the room/)).toBeVisible()
    expect(onBusy).toHaveBeenLastCalledWith(true)
    await act(async () => microphone.hear(0.3, 0.9))
    for (let at = 0; at < 16; at += 1) await act(async () => microphone.hear(0.1, 0.001))
    expect(screen.getByText('The room is quiet: −60 dBFS.')).toBeVisible()
    for (const left of [3, 2, 1]) {
      expect(screen.getByText(`Begin in ${left}`)).toBeVisible()
      await wait(1)
    }
    await act(async () => microphone.hear(12, 0.3))
    await wait(0.1)
    expect(screen.getByText('12 s · enough; at most 120 s are used')).toBeVisible()
    expect(screen.getByRole('meter')).toHaveAttribute('aria-valuetext', '−10 dBFS')
    expect(microphone.track.stop).not.toHaveBeenCalled()
    await press('Stop')
    expect(microphone.track.stop).toHaveBeenCalled()
    expect(screen.getByText('Recorded: 12 s')).toBeVisible()
    expect(screen.getByText('Loud enough, and nothing is clipped.')).toBeVisible()
    await press('Keep it')
    const clip = onTake.mock.calls[0][0]
    expect([clip.name, clip.type, clip.size]).toEqual(['Recording 2.wav', 'audio/wav', 44 + 12 * 48_000 * 3])
    expect(onBusy).toHaveBeenLastCalledWith(false)
  })

  it('says too loud and too soft while there is time to mend it, and that it is short', async () => {
    const microphone = fakeMicrophone()
    show()
    await begin(microphone, 0.05)
    expect(screen.getByText(/The room is loud: −26 dBFS/)).toBeVisible()
    await act(async () => microphone.hear(4, 0.01))
    await wait(0.1)
    expect(screen.getByText(/^Too soft/)).toBeVisible()
    await act(async () => microphone.hear(0.1, 1))
    await wait(0.1)
    expect(screen.getByText(/^Too loud/)).toBeVisible()
    expect(screen.getByText('4 s · at least 10 s are needed')).toBeVisible()
    await press('Stop')
    expect(screen.getByText(/clipped there/)).toBeVisible()
    expect(screen.getByText(/shorter than 10 s/)).toBeVisible()
  })

  it('can be recorded again, or discarded, and the focus stays with it', async () => {
    const microphone = fakeMicrophone()
    const { onTake, onBusy } = show()
    await begin(microphone)
    await act(async () => microphone.hear(2, 0.3))
    await press('Stop')
    await press('Record again')
    expect(microphone.getUserMedia).toHaveBeenCalledTimes(2)
    expect(screen.getByRole('button', { name: 'Cancel' })).toHaveFocus()
    await press('Cancel')
    expect(onBusy).toHaveBeenLastCalledWith(false)
    expect(screen.getByRole('button', { name: 'Record with the microphone' })).toBeVisible()
    expect(onTake).not.toHaveBeenCalled()
  })

  it('may be late, so that a busy computer loses nothing of it', async () => {
    const microphone = fakeMicrophone()
    show()
    await press('Record with the microphone')
    expect(microphone.clock.mock.calls[0][0].latencyHint).toBeGreaterThanOrEqual(0.1)
  })

  it('ends by itself when all that is used is there', async () => {
    const microphone = fakeMicrophone()
    show()
    await begin(microphone)
    for (let at = 0; at < 13; at += 1) await act(async () => microphone.hear(10, 0.3))
    expect(screen.getByText('Recorded: 2 min')).toBeVisible()
  })
})

describe('a microphone that does not come', () => {
  it.each([
    ['NotAllowedError', 'The microphone was not allowed'], ['NotFoundError', 'No microphone was found'],
    ['NotReadableError', 'The microphone could not be opened'], ['TypeError', 'Recording did not begin'],
  ])('%s is said in words, and can be tried again', async (error, title) => {
    fakeMicrophone(error)
    show()
    await press('Record with the microphone')
    expect(screen.getByRole('alert')).toHaveTextContent(title)
    expect(screen.getByRole('button', { name: 'Record with the microphone' })).toBeVisible()
  })

  it('that is unplugged is said, and what there is by then is kept', async () => {
    const microphone = fakeMicrophone()
    show()
    await begin(microphone)
    await act(async () => microphone.hear(15, 0.3))
    await act(async () => void microphone.unplug())
    expect(screen.getByRole('alert')).toHaveTextContent(/The microphone is gone.*What was recorded until then is here/)
    expect(screen.getByRole('button', { name: 'Keep it' })).toBeVisible()
    expect(microphone.track.stop).toHaveBeenCalled()
  })

  it('that is unplugged before it records leaves nothing to keep', async () => {
    const microphone = fakeMicrophone()
    show()
    await press('Record with the microphone')
    await act(async () => void microphone.unplug())
    expect(screen.getByRole('alert')).toHaveTextContent('The microphone is gone')
    expect(screen.queryByRole('button', { name: 'Keep it' })).toBeNull()
  })

  it('is given back when one goes away, also when it is allowed only afterwards', async () => {
    const microphone = fakeMicrophone()
    const { unmount } = show()
    await begin(microphone)
    unmount()
    expect(microphone.track.stop).toHaveBeenCalled()
    const late = fakeMicrophone()
    const stream = await late.getUserMedia()
    /** @type {(stream: any) => void} */
    let allow = () => {}
    late.getUserMedia.mockImplementation(() => new Promise((resolve) => void (allow = resolve)))
    const other = show()
    await press('Record with the microphone')
    other.unmount()
    await act(async () => allow(stream))
    expect(late.track.stop).toHaveBeenCalled()
  })
})

describe('where there can be no recording', () => {
  it('over plain http from another computer it says why', () => {
    vi.stubGlobal('isSecureContext', false)
    show()
    expect(screen.getByText(/came over plain http from another one/)).toBeVisible()
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('in a browser without a microphone it says so', () => {
    vi.stubGlobal('isSecureContext', true)
    show()
    expect(screen.getByText(/no way to record sound/)).toBeVisible()
  })
})
