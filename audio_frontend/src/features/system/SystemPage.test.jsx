// @ts-check
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, delay, http } from 'msw'
import { Toaster } from 'sonner'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DOCTOR, ENGINES, HEALTH, calm, downloadOf, engineOf, problem, show } from '@/test/intake.jsx'
import { server } from '@/test/server.js'
import { SystemPage } from './SystemPage.jsx'

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => server.use(...calm()))
afterEach(() => server.resetHandlers())

/** @param {string} name */
const row = async (name) => /** @type {HTMLElement} */ ((await screen.findByRole('rowheader', { name: new RegExp(name) })).closest('tr'))

describe('the system page', () => {
  it('tells device, memory, disk and work', async () => {
    show(<SystemPage />)
    expect(await screen.findByText('the processor')).toBeVisible()
    expect(screen.getByRole('meter', { name: 'Memory' })).toHaveAttribute('aria-valuetext', '6.1 GB free of 16 GB')
    expect(screen.getByRole('meter', { name: 'Disk' })).toHaveAttribute('aria-valuenow', '70')
    expect(screen.getByText('1 cover')).toBeVisible()
    expect(screen.getByText('3 covers')).toBeVisible()
    expect(screen.queryByText('Nearly full')).toBeNull()
  })

  it('warns when the disk is nearly full', async () => {
    server.use(http.get('*/health', () => HttpResponse.json({ ...HEALTH, disk: { free_bytes: 1e9, total_bytes: 270e9 } })))
    show(<SystemPage />)
    expect(await screen.findByText('Nearly full')).toBeVisible()
  })

  it('says what is kept to be faster, and gives the room back without asking', async () => {
    let kept_bytes = 1.2e9
    server.use(
      http.get('*/health', () => HttpResponse.json({ ...HEALTH, disk: { ...HEALTH.disk, kept_bytes } })),
      http.delete('*/uploads/kept', () => ((kept_bytes = 0), HttpResponse.json({ freed_bytes: 1.2e9 }))),
    )
    show(<><SystemPage /><Toaster /></>)
    expect(await screen.findByText('1.2 GB kept to be faster (isolated vocals, auditions)')).toBeVisible()
    const free = screen.getByRole('button', { name: 'Free: what is kept to be faster' })
    await userEvent.click(free)
    expect(await screen.findByText(/^1\.2 GB are free again/)).toBeInTheDocument()
    expect(await screen.findByText('0 B kept to be faster (isolated vocals, auditions)')).toBeVisible()
    expect(free).toHaveAttribute('aria-disabled', 'true')
    expect(free).toHaveFocus()
  })

  it('says why what is kept stays', async () => {
    server.use(http.delete('*/uploads/kept', () => problem('The disk is read only', 409)))
    show(<SystemPage />)
    await userEvent.click(await screen.findByRole('button', { name: 'Free: what is kept to be faster' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is read only')
    expect(screen.getByText(/^1\.2 GB kept/)).toBeVisible()
  })

  it('tells each engine’s state in words, and what to do about a missing one', async () => {
    const more = [engineOf('pitch', 'pyin', { state: 'placeholder', neural: false }), engineOf('voice', 'other', { state: 'missing', remedy: 'Install it again.' }), engineOf('voice', 'rvc', { name: 'RVC', state: 'missing', licence: '', summary: '' })]
    server.use(http.get('*/models/status', () => HttpResponse.json({ engines: [...ENGINES, ...more] })))
    show(<SystemPage />)
    expect(within(await row('spleeter')).getByText('Loaded')).toBeVisible()
    expect(within(await row('spleeter')).getByText('700 MB')).toBeVisible()
    expect(within(await row('echo')).getByText('Signal processing')).toBeVisible()
    expect(within(await row('pyin')).getByText('Stand-in')).toBeVisible()
    expect(within(await row('pyin')).queryByRole('button')).toBeNull()
    expect(within(await row('other')).getByText('Install it again.')).toBeVisible()
    expect(screen.queryByRole('rowheader', { name: /RVC/ })).toBeNull()
    expect(screen.getByText(/RVC \(voice\)/)).toBeInTheDocument()
  })

  it('loads and unloads an engine', async () => {
    let engines = ENGINES
    /** @type {string[]} */
    const asked = []
    /** @param {'installed' | 'loaded'} state */
    const change = (state) => async (/** @type {any} */ { request }) => {
      const { pathname, search } = new URL(request.url)
      asked.push(`${request.method} ${pathname}${search}`)
      await delay(50)
      engines = [{ ...engines[0], state }, ...engines.slice(1)]
      return HttpResponse.json(engines[0])
    }
    server.use(http.get('*/models/status', () => HttpResponse.json({ engines })), http.post('*/models/load/pitch', change('loaded')), http.delete('*/models/load/pitch', change('installed')))
    show(<SystemPage />)
    await userEvent.click(within(await row('swiftf0')).getByRole('button', { name: 'Load: swiftf0' }))
    expect(within(await row('swiftf0')).getByRole('button', { name: 'Loading…: swiftf0' })).toBeDisabled()
    await userEvent.click(await within(await row('swiftf0')).findByRole('button', { name: 'Unload: swiftf0' }))
    expect(await within(await row('swiftf0')).findByRole('button', { name: 'Load: swiftf0' })).toBeEnabled()
    expect(asked).toEqual(['POST /models/load/pitch?engine=swiftf0', 'DELETE /models/load/pitch?engine=swiftf0'])
  })

  it('says why an engine can’t be unloaded', async () => {
    server.use(http.delete('*/models/load/stems', () => problem('A worker is busy', 409)))
    show(<SystemPage />)
    await userEvent.click(within(await row('spleeter')).getByRole('button', { name: 'Unload: spleeter' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('A worker is busy')
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('tells what can be downloaded, how large it is and under which licence, with the command to copy', async () => {
    const user = userEvent.setup()
    const downloads = [
      downloadOf('contentvec'), downloadOf('rmvpe', { source: 'one list', state: 'partial', received_bytes: 90e6, bytes: 181e6 }),
      downloadOf('whisper', { state: 'present', verified: true }), downloadOf('ann', { state: 'present', verified: false }),
    ]
    server.use(http.get('*/models/downloads', () => HttpResponse.json({ downloads })))
    show(<SystemPage />)
    const missing = within(await screen.findByRole('listitem', { name: 'contentvec' }))
    expect(missing.getByText('378 MB')).toBeVisible()
    expect(missing.getByText('Not here')).toBeVisible()
    expect(missing.getByRole('link', { name: /^MIT/ })).toHaveAttribute('href', 'https://example.org/licence')
    await user.click(missing.getByRole('button', { name: 'Copy the command: contentvec' }))
    expect(await navigator.clipboard.readText()).toBe('audio-studio models pull contentvec')
    expect(within(screen.getByRole('listitem', { name: 'rmvpe' })).getByText('90 MB of 181 MB are here')).toBeVisible()
    expect(screen.getByText('Its SHA-256 was found in one place only: one list.')).toBeVisible() // of the others two agree
    const here = within(screen.getByRole('listitem', { name: 'whisper' }))
    expect(here.getByText('Here')).toBeVisible()
    expect(here.queryByRole('button')).toBeNull()
    expect(here.queryByText(/checks its content/)).toBeNull()
    const unverified = within(screen.getByRole('listitem', { name: 'ann' }))
    expect(unverified.getByText(/checks its content/)).toBeVisible()
    expect(unverified.getByText('audio-studio models pull ann')).toBeVisible()
  })

  it('says so when the browser does not let it copy the command', async () => {
    const user = userEvent.setup()
    show(<SystemPage />)
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('no'))
    await user.click(await screen.findByRole('button', { name: 'Copy the command: contentvec' }))
    expect(await screen.findByText(/select the command and copy it yourself/)).toBeVisible()
  })

  it('shows the check-up, the worst first, and looks again', async () => {
    let doctor = DOCTOR
    server.use(http.get('*/doctor', () => HttpResponse.json(doctor)))
    show(<SystemPage />)
    expect(await screen.findByText('Something needs your attention.')).toBeVisible()
    const names = () => screen.getAllByText(/^(disk|memory)/).map((one) => one.textContent)
    expect(names()).toEqual(['disk Mind this', 'memory Fine'])
    expect(screen.getByText('Delete old jobs.')).toBeVisible()
    doctor = { ...DOCTOR, checks: DOCTOR.checks.slice(0, 1) }
    await userEvent.click(screen.getByRole('button', { name: 'Check again' }))
    expect(await screen.findByText('Everything is fine.')).toBeVisible()
  })

  it('copies the diagnostics', async () => {
    const user = userEvent.setup()
    show(<SystemPage />)
    await screen.findByText('Something needs your attention.')
    await user.click(screen.getByRole('button', { name: 'Copy diagnostics' }))
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeVisible()
    expect(await navigator.clipboard.readText()).toContain('warning: disk: 1 GB free.')
  })

  it('shows them in a field when the browser refuses', async () => {
    const user = userEvent.setup()
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('no'))
    show(<SystemPage />)
    await screen.findByText('Something needs your attention.')
    await user.click(screen.getByRole('button', { name: 'Copy diagnostics' }))
    const field = /** @type {HTMLTextAreaElement} */ (await screen.findByLabelText(/Select the text/))
    expect(field.value).toContain('pitch/swiftf0: installed')
  })

  it('keeps its other parts when one can’t be told', async () => {
    server.use(http.get('*/doctor', () => problem('No worker could look', 409)))
    show(<SystemPage />)
    expect(await screen.findByText('No worker could look')).toBeVisible()
    await waitFor(() => expect(screen.getByRole('meter', { name: 'Disk' })).toBeVisible())
    expect(screen.getByRole('link', { name: /API documentation/ })).toHaveAttribute('href', '/docs')
  })
})
