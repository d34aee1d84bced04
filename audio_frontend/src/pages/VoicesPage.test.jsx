// @ts-check
import { act, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, delay, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { api } from '../services/api.js'
import { PRESET, calm, clipOf, fileOf, problem, show } from '../test/intake.jsx'
import { server } from '../test/server.js'
import { getConsent, setConsent } from '../utils/consent.js'
import { VoicesPage } from './VoicesPage.jsx'

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
/** @type {import('../services/api.js').Voice[]} */
let voices = []
beforeEach(() => {
  voices = [PRESET]
  server.use(http.get('*/voices', () => HttpResponse.json({ items: voices })), ...calm())
})
afterEach(() => server.resetHandlers())

describe('voices', () => {
  it('says what Echo is, and that there is no own voice yet', async () => {
    show(<VoicesPage />)
    expect(screen.getByText(/It is not a clone/)).toBeVisible()
    expect(await screen.findByText('No voice of yours yet')).toBeVisible()
    expect(screen.getByText('5 semitones lower')).toBeVisible()
    expect(screen.queryByLabelText('Search voices')).toBeNull()
  })

  it('shows range, middle and what is wrong with a clip', async () => {
    voices = [PRESET, clipOf({}, { warnings: ['The recording is clipped.'] })]
    setConsent('v1', 'own')
    show(<VoicesPage />)
    const card = /** @type {HTMLElement} */ ((await screen.findByText('Aunt Mia')).closest('li'))
    expect(within(card).getByText('A2 to A4')).toBeVisible()
    expect(within(card).getByText('The recording is clipped.')).toBeVisible()
    expect(within(card).getByText('Mine')).toBeVisible()
  })

  it('can be searched when there are many', async () => {
    voices = [PRESET, ...Array.from({ length: 8 }, (_, at) => clipOf({ voice_id: `v${at}`, name: `Singer ${at}` }))]
    show(<VoicesPage />)
    await userEvent.type(await screen.findByLabelText('Search voices'), 'singer 3')
    expect(screen.getAllByRole('heading', { level: 3 }).map((one) => one.textContent)).toEqual(['Singer 3'])
    await userEvent.type(screen.getByLabelText('Search voices'), 'zzz')
    expect(screen.getByText('No voice is called “singer 3zzz”.')).toBeVisible()
  })

  it('plays a sample, and stops it', async () => {
    show(<VoicesPage />)
    await userEvent.click(await screen.findByRole('button', { name: 'Play: Deeper' }))
    await userEvent.click(screen.getByRole('button', { name: 'Preparing…: Deeper' }))
    expect(screen.getByRole('button', { name: 'Play: Deeper' })).toBeVisible()
  })

  it('renames a voice, and keeps what was typed when that fails', async () => {
    voices = [clipOf()]
    let refused = true
    server.use(http.patch('*/voices/v1', async ({ request }) => {
      if (refused) return problem('That name is taken')
      voices = [clipOf(/** @type {any} */ (await request.json()))]
      return HttpResponse.json(voices[0])
    }))
    show(<VoicesPage />)
    await userEvent.click(await screen.findByRole('button', { name: 'Rename: Aunt Mia' }))
    const name = screen.getByLabelText('New name')
    await userEvent.clear(name)
    await userEvent.type(name, 'Mia{Enter}')
    expect(await screen.findByText('That name is taken')).toBeVisible()
    expect(name).toHaveValue('Mia')
    refused = false
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByRole('heading', { name: 'Mia' })).toBeVisible()
  })

  it('deletes a voice after a question, and forgets the right to it', async () => {
    voices = [clipOf()]
    setConsent('v1', 'own')
    server.use(http.delete('*/voices/v1', () => ((voices = []), HttpResponse.json({ voice_id: 'v1', freed_bytes: 1_000_000 }))))
    show(<VoicesPage />)
    await userEvent.click(await screen.findByRole('button', { name: 'Delete: Aunt Mia' }))
    expect(screen.getByText(/its clip and what was learned from it are deleted/)).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Delete' }))
    expect(await screen.findByText('No voice of yours yet')).toBeVisible()
    expect(getConsent('v1')).toBeNull()
  })
})

describe('adding a voice', () => {
  const open = async () => {
    show(<VoicesPage />)
    await screen.findByText('Deeper')
    await userEvent.click(screen.getByRole('button', { name: 'Add a voice' }))
    await screen.findByText(/WAV, MP3, AIFF/)
  }
  const fill = async () => {
    await userEvent.upload(screen.getByLabelText('Reference clip'), fileOf('Aunt Mia.wav'))
    await userEvent.click(screen.getByRole('radio', { name: /Licensed/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Add this voice' }))
  }

  it('needs a clip, a name and the right to use it', async () => {
    await open()
    await userEvent.click(screen.getByRole('button', { name: 'Add this voice' }))
    expect(await screen.findByText('Choose a clip of the voice.')).toBeVisible()
    expect(screen.getByText('Give the voice a name.')).toBeVisible()
    expect(screen.getByText('Say why you may use this voice.')).toBeVisible()
  })

  it('says before sending what is wrong with a file', async () => {
    await open()
    await userEvent.upload(screen.getByLabelText('Reference clip'), fileOf('empty.wav', 0))
    expect(await screen.findByText(/It has 0 bytes/)).toBeVisible()
  })

  it('takes the name of the file, remembers the right, and tells what was heard', async () => {
    server.use(http.post('*/voices', async () => {
      await delay(50)
      voices = [PRESET, clipOf({}, { warnings: ['The recording is noisy.'] })]
      return HttpResponse.json(voices[1], { status: 201 })
    }))
    await open()
    await userEvent.upload(screen.getByLabelText('Reference clip'), fileOf('Aunt Mia.wav'))
    expect(screen.getByLabelText('Name of the voice')).toHaveValue('Aunt Mia')
    await fill()
    const dialog = await screen.findByRole('dialog', { name: '“Aunt Mia” is ready' })
    expect(within(dialog).getByText('A2 to A4')).toBeVisible()
    expect(within(dialog).getByText('The recording is noisy.')).toBeVisible()
    expect(getConsent('v1')).toBe('licensed')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Done' }))
    expect(await screen.findByRole('heading', { name: 'Your voices' })).toBeVisible()
  })

  it('keeps everything when the studio refuses the clip', async () => {
    server.use(http.post('*/voices', () => problem('No voice was found')))
    await open()
    await fill()
    expect(await screen.findByText('No voice was found')).toBeVisible()
    expect(screen.getByLabelText('Name of the voice')).toHaveValue('Aunt Mia')
    expect(screen.getByText('Aunt Mia.wav')).toBeVisible()
    expect(screen.getByRole('radio', { name: /Licensed/ })).toBeChecked()
  })

  /** An upload whose every step the test takes: msw's XHR tells of progress only at its end. */
  const byHand = () => {
    /** @type {{signal?: AbortSignal, onProgress?: (loaded: number, total: number) => void}} */
    let line = {}
    /** @type {(voice: import('../services/api.js').Voice) => void} */
    let finish = () => {}
    vi.spyOn(api, 'addVoice').mockImplementation((_name, _clip, sending = {}) => ((line = sending), new Promise((resolve) => void (finish = resolve))))
    const remove = vi.spyOn(api, 'deleteVoice').mockResolvedValue({ voice_id: 'v1', freed_bytes: 1 })
    return { remove, aborted: () => line.signal?.aborted, progress: (/** @type {number} */ loaded) => act(() => line.onProgress?.(loaded, 1200)), finish: () => act(async () => finish(clipOf())) }
  }

  it('shows the bytes that have really gone out, then that the studio listens', async () => {
    const sending = byHand()
    await open()
    await fill()
    sending.progress(250)
    expect(screen.getByRole('progressbar', { name: 'Sent of the clip' })).toHaveAttribute('aria-valuenow', '25')
    sending.progress(1200)
    expect(screen.getByText('Listening to it…')).toBeVisible()
  })

  it('cuts the line when it is cancelled on the way, and keeps what was typed', async () => {
    const sending = byHand()
    await open()
    await fill()
    sending.progress(250)
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(sending.aborted()).toBe(true)
    expect(screen.getByLabelText('Name of the voice')).toHaveValue('Aunt Mia')
  })

  it('leaves no voice behind when it is closed while the studio listens', async () => {
    const sending = byHand()
    await open()
    await fill()
    sending.progress(1200)
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('dialog')).toBeNull()
    await sending.finish()
    expect(sending.remove).toHaveBeenCalledWith('v1')
    expect(getConsent('v1')).toBeNull()
  })
})
