// @ts-check
import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach, vi } from 'vitest'
import { endNowPlaying } from '@/player/staying/nowPlaying.js'

configure({ asyncUtilTimeout: 8000 }) // the machine may be busy

afterEach(() => {
  cleanup()
  endNowPlaying()
  localStorage.clear()
  sessionStorage.clear()
  window.location.hash = ''
})

// jsdom has no layout, no media, no canvas: what Radix and the page ask for is answered plainly.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
}
Element.prototype.scrollIntoView ??= () => {}
Element.prototype.hasPointerCapture ??= () => false
window.matchMedia ??= /** @type {any} */ ((query) => ({ matches: false, media: query, addEventListener() {}, removeEventListener() {} }))
HTMLMediaElement.prototype.play = vi.fn(async () => {})
HTMLMediaElement.prototype.pause = vi.fn()
HTMLMediaElement.prototype.load = vi.fn()
