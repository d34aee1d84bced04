// @ts-check
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { hasSoundDevice, startContext, useNoSound } from './sound.js'

/** @type {string[]} */
let kinds
/** @type {Set<() => void>} */
const listeners = new Set()
beforeEach(() => {
  kinds = []
  listeners.clear()
  vi.stubGlobal('AudioContext', class { setSinkId() {} })
  Object.defineProperty(navigator, 'mediaDevices', {
    configurable: true,
    value: {
      enumerateDevices: async () => kinds.map((kind) => ({ kind })),
      addEventListener: (/** @type {string} */ _, /** @type {() => void} */ act) => listeners.add(act),
      removeEventListener: (/** @type {string} */ _, /** @type {() => void} */ act) => listeners.delete(act),
    },
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  Reflect.deleteProperty(navigator, 'mediaDevices')
})

it('a computer with a microphone alone has nothing to hear with', async () => {
  kinds = ['audioinput']
  expect(await hasSoundDevice()).toBe(false)
  kinds = ['audioinput', 'audiooutput']
  expect(await hasSoundDevice()).toBe(true)
})

it('is not said where the browser does not tell', async () => {
  vi.stubGlobal('AudioContext', class {}) // as Firefox: its list is empty until a device was chosen
  expect(await hasSoundDevice()).toBe(true)
})

it('is looked at when something is to be heard, and again when headphones are plugged in', async () => {
  const { result, rerender } = renderHook((wanted) => useNoSound(wanted), { initialProps: false })
  expect(result.current).toBe(false)
  rerender(true)
  await vi.waitFor(() => expect(result.current).toBe(true))
  kinds = ['audiooutput']
  await act(async () => listeners.forEach((look) => look()))
  expect(result.current).toBe(false)
})

/** @param {() => Promise<void>} resume */
const context = (resume) => /** @type {any} */ (Object.assign(new EventTarget(), { resume }))

it('a clock that runs is fine; one that never starts, is refused or fails says that there is no sound', async () => {
  await startContext(context(async () => {}))
  await expect(startContext(context(() => new Promise(() => {})), 20)).rejects.toMatchObject({ code: 'no_sound' })
  await startContext(Object.assign(context(() => new Promise(() => {})), { state: 'running' }), 20) // it plays: nothing to wait for
  await expect(startContext(context(() => Promise.reject(new DOMException('no', 'InvalidStateError'))))).rejects.toMatchObject({ code: 'no_sound' })
  const failing = context(() => new Promise(() => {}))
  const started = startContext(failing)
  failing.dispatchEvent(new Event('error'))
  await expect(started).rejects.toMatchObject({ title: 'No sound device' })
})
