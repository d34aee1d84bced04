// @ts-check
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { claimPlayback } from './exclusivePlayback.js'
import { createMedia } from './media.js'

beforeEach(() => {
  vi.spyOn(HTMLMediaElement.prototype, 'load').mockImplementation(() => {})
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(/** @this {HTMLMediaElement} */ async function () {
    this.dispatchEvent(new Event('playing'))
  })
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(/** @this {HTMLMediaElement} */ function () {
    this.dispatchEvent(new Event('pause'))
  })
})
afterEach(() => vi.restoreAllMocks())

it('stops for another sound also in the second round of a loop that ends with the song', () => {
  const media = createMedia('/song.wav', 10)
  media.open()
  media.setLoop({ start: 4, stop: 10 })
  media.play()
  for (const name of ['pause', 'ended']) media.element.dispatchEvent(new Event(name)) // as a browser does at the end
  expect(media.snapshot().state).toBe('playing')
  claimPlayback(() => {})
  expect(media.snapshot().state).toBe('paused')
  media.close()
})
