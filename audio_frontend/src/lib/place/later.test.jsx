// @ts-check
import { render, screen } from '@testing-library/react'
import { Suspense } from 'react'
import { beforeEach, expect, it, vi } from 'vitest'
import { ErrorBoundary } from '@/ui/ErrorBoundary.jsx'
import { later, means } from './later.js'

const gone = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))
const here = async () => ({ default: () => <p>here</p> })
/** @type {import('vitest').Mock} */
let reload
beforeEach(() => {
  sessionStorage.clear()
  window.location.hash = '#/voices'
  reload = vi.spyOn(means, 'reload').mockImplementation(() => {})
  vi.spyOn(means, 'answers').mockResolvedValue(true)
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

/** @param {() => Promise<any>} load */
function opened(load) {
  const Page = later('voices', load)
  return render(<ErrorBoundary part><Suspense fallback="…"><Page /></Suspense></ErrorBoundary>)
}

it('a page whose file is gone is fetched anew once; when that does not help, it says so', async () => {
  opened(gone).unmount()
  await expect.poll(() => reload.mock.calls.length).toBe(1)
  opened(gone) // as after the reload
  expect(await screen.findByText('This page could not be loaded')).toBeVisible()
  expect(screen.getByText(/does not reload itself again and again/)).toBeVisible()
  expect(reload).toHaveBeenCalledTimes(1)
})

it('when it helped, the next update is met in the same way', async () => {
  opened(gone).unmount()
  await expect.poll(() => reload.mock.calls.length).toBe(1)
  opened(here).unmount()
  await new Promise((done) => setTimeout(done))
  opened(gone)
  await expect.poll(() => reload.mock.calls.length).toBe(2)
})

it('nothing is reloaded while the studio is away, nor while somebody is elsewhere', async () => {
  const answers = vi.spyOn(means, 'answers').mockResolvedValue(false)
  opened(gone)
  await expect.poll(() => answers.mock.calls.length, { timeout: 4000 }).toBeGreaterThan(1)
  window.location.hash = '#/system'
  answers.mockResolvedValue(true)
  await new Promise((done) => setTimeout(done, 1500))
  expect(reload).not.toHaveBeenCalled()
  window.location.hash = '#/voices'
  await expect.poll(() => reload.mock.calls.length, { timeout: 4000 }).toBe(1)
})

it('where nothing can be remembered nothing is reloaded', async () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => { throw new DOMException('no', 'SecurityError') })
  opened(gone)
  expect(await screen.findByText('This page could not be loaded')).toBeVisible()
  expect(reload).not.toHaveBeenCalled()
})
