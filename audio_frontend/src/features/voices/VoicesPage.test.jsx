// @ts-check
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, delay, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { api } from '@/lib/api.js'
import { getConsent, setConsent } from '@/lib/consent.js'
import { textOf } from '@/test/facts.js'
import { ENGINES, PRESET, calm, clipOf, engineOf, fileOf, problem, show, trainedOf } from '@/test/intake.jsx'
import { fakeMicrophone, noMicrophone } from '@/test/microphone.js'
import { server } from '@/test/server.js'
import { VoicesPage } from './VoicesPage.jsx'

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
/** @type {import('@/lib/api.js').Voice[]} */
let voices = []
/** The sound elements of the page. @type {HTMLAudioElement[]} */
const players = []
const RealAudio = window.Audio
vi.stubGlobal('Audio', class extends RealAudio {
  constructor() {
    super()
    players.push(this)
  }
})
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
    voices = [PRESET, clipOf({}, { messages: [textOf('The recording is clipped.')] })]
    setConsent('v1', 'own')
    show(<VoicesPage />)
    const card = /** @type {HTMLElement} */ ((await screen.findByText('Aunt Mia')).closest('li'))
    expect(within(card).getByText('A2 to A4')).toBeVisible()
    expect(within(card).getByText('The recording is clipped.')).toBeVisible()
    expect(within(card).getByText('Mine')).toBeVisible()
  })

  it('shows trained voices by name, apart from clips, each with what it was trained with', async () => {
    voices = [PRESET, clipOf(), trainedOf({ voice_id: 't2', name: 'Zoe' }, { family: 'so-vits-svc', version: 'fork', speakers: [{ name: 'zoe', row: 0 }, { name: 'ben', row: 1 }], has_index: false, has_clusters: true, f0_low_hz: null, f0_high_hz: null, f0_median_hz: null, rights: 'own', licence: 'CC BY' }), trainedOf()]
    show(<VoicesPage />)
    const shelf = await screen.findByRole('region', { name: 'Trained voices' })
    expect(within(shelf).getAllByRole('heading', { level: 3 }).map((one) => one.textContent)).toEqual(['Anna', 'Zoe'])
    const [anna, zoe] = within(shelf).getAllByRole('listitem').filter((one) => one.querySelector('h3')).map((card) => within(card))
    for (const text of ['RVC v2', '40 kHz', 'A2 to A4', 'A3 (221 Hz), by its test', 'index', 'not noted', 'not stated in this browser']) expect(anna.getByText(text)).toBeVisible()
    for (const text of ['so-vits-svc (fork)', '2: zoe, ben', 'clusters', 'CC BY', 'Mine']) expect(zoe.getByText(text)).toBeVisible()
    expect(zoe.queryByText('Notes it followed')).toBeNull()
    await userEvent.click(anna.getByText('Its files'))
    expect(anna.getByText('not used, 300 B')).toBeVisible()
  })

  it('of a trained one name, licence, rights and middle can be changed; only what is different is sent', async () => {
    voices = [PRESET, trainedOf()]
    const changes = vi.fn()
    server.use(http.patch('*/voices/t1', async ({ request }) => (changes(await request.json()), HttpResponse.json(trainedOf()))))
    show(<VoicesPage />)
    await userEvent.click(await screen.findByRole('button', { name: 'Edit: Anna' }))
    const middle = screen.getByLabelText('Where it likes to sing, in Hz')
    expect(middle).toHaveValue('221')
    await userEvent.clear(middle)
    await userEvent.type(middle, '20')
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('A number from 50 to 1100, or nothing.')).toBeVisible()
    await userEvent.clear(middle)
    await userEvent.type(middle, '196')
    expect(screen.getByText(/^G3\. The key/)).toBeVisible()
    await userEvent.type(screen.getByLabelText('Licence'), 'CC BY 4.0')
    await userEvent.click(screen.getByRole('radio', { name: /Licensed/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(changes).toHaveBeenCalledExactlyOnceWith({ licence: 'CC BY 4.0', rights: 'licensed', f0_median_hz: 196 })
    expect(getConsent('t1')).toBe('licensed')
  })

  it('of a trained one that a job sings with says so, and it stays', async () => {
    voices = [PRESET, trainedOf()]
    server.use(http.delete('*/voices/t1', () => problem('The job “Cover” sings with it', 409)))
    show(<VoicesPage />)
    await userEvent.click(await screen.findByRole('button', { name: 'Delete: Anna' }))
    expect(screen.getByText(/its weights, its index and its test/)).toBeVisible()
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete' }))
    expect(await screen.findByText('The job “Cover” sings with it')).toBeVisible()
    expect(screen.getByText('Anna')).toBeVisible()
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

  it('plays a clip itself, and the voice singing; when that can’t be played it says the studio’s reason', async () => {
    voices = [clipOf({ voice_id: 'v7' })]
    server.use(http.get('*/voices/v7/preview', () => problem('There is no demo song here', 404)))
    show(<VoicesPage />)
    await userEvent.click(await screen.findByRole('button', { name: 'Hear it sing: Aunt Mia' }))
    expect(await screen.findByText(/The first time the studio sings a line first/)).toBeVisible()
    expect(screen.getByRole('button', { name: 'The clip: Aunt Mia' })).toBeVisible()
    act(() => void players.at(-1)?.dispatchEvent(new Event('error')))
    expect(await screen.findByText('There is no demo song here, in detail. What to do about it.')).toBeVisible()
  })

  it('shows the picture of a clip, with words for who can’t see it, and tries again when it could not be drawn', async () => {
    voices = [clipOf()]
    show(<VoicesPage />)
    const card = /** @type {HTMLElement} */ ((await screen.findByText('Aunt Mia')).closest('li'))
    const picture = () => /** @type {HTMLImageElement} */ (card.querySelector('img'))
    expect(picture()).toHaveAttribute('src', '/voices/v1/picture')
    fireEvent.error(picture())
    expect(within(card).getByRole('alert')).toHaveTextContent('Its sound can’t be drawn now.')
    await userEvent.click(within(card).getByRole('button', { name: 'Try again' }))
    fireEvent.load(picture())
    expect(within(card).getByRole('img', { name: /Spectrogram of “Aunt Mia”: time from left to right/ })).toBeVisible()
  })

  it('has the picture of a preset drawn only when somebody wants to see it', async () => {
    show(<VoicesPage />)
    const fold = /** @type {HTMLDetailsElement} */ ((await screen.findByText('Look at its sound')).closest('details'))
    expect(fold.querySelector('img')).toBeNull()
    fold.open = true
    fireEvent(fold, new Event('toggle'))
    expect(fold.querySelector('img')).toHaveAttribute('src', '/voices/deeper/picture')
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
    await userEvent.upload(screen.getByLabelText('Clips of the voice'), fileOf('Aunt Mia.wav'))
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
    await userEvent.upload(screen.getByLabelText('Clips of the voice'), fileOf('empty.wav', 0))
    expect(await screen.findByText(/It has 0 bytes/)).toBeVisible()
  })

  it('takes several clips, says which is there already or can’t be taken, and lets go of one', async () => {
    /** @type {any} */
    let sent = null
    vi.spyOn(api, 'addVoice').mockImplementation((request) => ((sent = request), new Promise(() => {})))
    await open()
    const input = screen.getByLabelText('Clips of the voice')
    const [one, two] = [fileOf('one.wav', 500), fileOf('two.mp3', 700)]
    await userEvent.upload(input, [one, two])
    await userEvent.upload(input, one)
    expect(screen.getByText('“one.wav” is in the list already.')).toBeVisible()
    fireEvent.change(input, { target: { files: [fileOf('letter.pdf')] } }) // a chooser can be told to show all files
    const list = screen.getByRole('list', { name: 'Chosen clips' })
    expect(within(list).getByText(/this one ends in “.pdf”/)).toBeVisible()
    await userEvent.click(screen.getByRole('radio', { name: /Licensed/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Add this voice' }))
    expect(await screen.findByText('Remove the clip that can’t be taken.')).toBeVisible()
    expect(sent).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Remove letter.pdf' }))
    await userEvent.click(screen.getByRole('radio', { name: 'Always' }))
    await userEvent.click(screen.getByRole('button', { name: 'Add this voice' }))
    await waitFor(() => expect(sent).not.toBeNull())
    expect(sent).toMatchObject({ name: 'one', isolate: 'always', clips: [one, two] })
  })

  it('asks which engine shall sing with the clip only where several can', async () => {
    /** @type {any} */
    let sent = null
    vi.spyOn(api, 'addVoice').mockImplementation((request) => ((sent = request), new Promise(() => {})))
    const singing = ENGINES.map((engine) => (engine.id === 'echo' ? { ...engine, voice_kinds: /** @type {typeof engine.voice_kinds} */ (['preset', 'clip']) } : engine))
    const soulx = engineOf('voice', 'soulx-singer-svc', { voice_kinds: ['clip'] })
    const [trained, gone] = [engineOf('voice', 'rvc', { voice_kinds: ['checkpoint'] }), engineOf('voice', 'other', { voice_kinds: ['clip'], state: 'missing' })]
    server.use(http.get('*/models/status', () => HttpResponse.json({ engines: [...singing, trained, gone, soulx] })))
    await open()
    const choice = await screen.findByLabelText('Sung by')
    expect(choice).toHaveValue('echo')
    expect(within(choice).getAllByRole('option').map((option) => option.textContent)).toEqual(['echo', 'soulx-singer-svc'])
    await userEvent.selectOptions(choice, 'soulx-singer-svc')
    expect(screen.getByText('About soulx-singer-svc.')).toBeVisible()
    await userEvent.upload(screen.getByLabelText('Clips of the voice'), fileOf('one.wav', 500))
    await userEvent.click(screen.getByRole('radio', { name: /Licensed/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Add this voice' }))
    await waitFor(() => expect(sent).toMatchObject({ engine: 'soulx-singer-svc' }))
  })

  it('lets a clip be heard and renamed; the ending stays, and the voice is not sent by that', async () => {
    const add = vi.spyOn(api, 'addVoice').mockReturnValue(new Promise(() => {}))
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: vi.fn(() => 'blob:one'), revokeObjectURL: vi.fn() }))
    await open()
    await userEvent.upload(screen.getByLabelText('Clips of the voice'), [fileOf('one.wav', 500), fileOf('two.wav', 700)])
    await userEvent.click(screen.getByRole('button', { name: 'Listen: one.wav' }))
    expect(players.at(-1)?.src).toBe('blob:one')
    act(() => void players.at(-1)?.dispatchEvent(new Event('playing')))
    expect(screen.getByRole('button', { name: 'Stop: one.wav' })).toBeVisible()
    await userEvent.click(screen.getByRole('radio', { name: /Licensed/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Rename: one.wav' }))
    const name = screen.getByLabelText('New name')
    expect(name).toHaveValue('one')
    await userEvent.clear(name)
    await userEvent.type(name, 'Chorus{Enter}')
    const list = screen.getByRole('list', { name: 'Chosen clips' })
    expect(within(list).getAllByRole('listitem').map((row) => row.textContent)).toEqual(['Chorus.wav500 B', 'two.wav700 B'])
    expect(add).not.toHaveBeenCalled()
    await waitFor(() => expect(screen.getByRole('button', { name: 'Rename: Chorus.wav' })).toHaveFocus())
    await userEvent.click(screen.getByRole('button', { name: 'Remove Chorus.wav' }))
    expect(URL.revokeObjectURL).toHaveBeenCalledWith('blob:one')
    expect(within(list).getAllByRole('listitem')).toHaveLength(1)
  })

  it('waits for a recording that is not finished, and says so', async () => {
    const add = vi.spyOn(api, 'addVoice').mockReturnValue(new Promise(() => {}))
    fakeMicrophone()
    await open()
    await userEvent.upload(screen.getByLabelText('Clips of the voice'), fileOf('one.wav', 500))
    await userEvent.click(screen.getByRole('radio', { name: /Licensed/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Record another clip' }))
    await userEvent.click(screen.getByRole('button', { name: 'Add this voice' }))
    expect(screen.getByText('Keep or discard the recording.')).toBeVisible()
    expect(screen.getByRole('group', { name: 'Microphone' })).toContainElement(/** @type {HTMLElement} */ (document.activeElement))
    await userEvent.type(screen.getByLabelText('Name of the voice'), '{Enter}')
    expect(add).not.toHaveBeenCalled()
    await userEvent.click(within(screen.getByRole('group', { name: 'Microphone' })).getByRole('button', { name: 'Cancel' }))
    await userEvent.click(screen.getByRole('button', { name: 'Add this voice' }))
    await waitFor(() => expect(add).toHaveBeenCalled())
    noMicrophone()
  })

  it('sends each clip and the wish in one form', async () => {
    /** @type {FormData | null} */
    let form = null
    server.use(http.post('*/voices', async ({ request }) => ((form = await request.formData()), HttpResponse.json(clipOf(), { status: 201 }))))
    await api.addVoice({ name: 'Mia', clips: [fileOf('one.wav', 500), fileOf('two.wav', 700)], isolate: 'never' })
    const told = /** @type {FormData} */ (/** @type {unknown} */ (form))
    expect([told.get('name'), told.get('isolate'), told.getAll('clip').map((clip) => /** @type {File} */ (clip).size)]).toEqual(['Mia', 'never', [500, 700]])
  })

  it('tells each check in words, and what was learned', async () => {
    const checks = /** @type {any} */ ([{ name: 'length', verdict: 'good', text: '32 s of voice.', message: textOf('32 s of voice.') }, { name: 'noise', verdict: 'fair', text: 'Some noise.', message: textOf('Some noise.') }, { name: 'speakers', verdict: 'poor', text: 'It sounds like two people.', message: textOf('It sounds like two people.') }])
    const clips = [{ name: 'one.wav', seconds: 30, used_seconds: 27, isolated: true }]
    server.use(http.post('*/voices', () => HttpResponse.json(clipOf({}, { checks, clips, learned: 0.36, messages: [textOf('Some noise.'), textOf('It sounds like two people.')] }), { status: 201 })))
    await open()
    await fill()
    const dialog = await screen.findByRole('dialog', { name: '“Aunt Mia” is ready' })
    const rows = within(within(dialog).getByRole('list', { name: 'What the studio heard' })).getAllByRole('listitem')
    expect(rows.map((row) => row.textContent)).toEqual(['Length · Good32 s of voice.', 'Noise · FairSome noise.', 'One person · PoorIt sounds like two people.'])
    expect(within(dialog).getAllByText('Some noise.')).toHaveLength(1)
    expect(within(dialog).getByText('one, separated from music')).toBeVisible()
    expect(within(dialog).getByText(/36 % of what sets it apart/)).toBeVisible()
  })

  it('takes the name of the file, remembers the right, and tells what was heard', async () => {
    server.use(http.post('*/voices', async () => {
      await delay(50)
      voices = [PRESET, clipOf({}, { messages: [textOf('The recording is noisy.')] })]
      return HttpResponse.json(voices[1], { status: 201 })
    }))
    await open()
    await userEvent.upload(screen.getByLabelText('Clips of the voice'), fileOf('Aunt Mia.wav'))
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
    /** @type {(voice: import('@/lib/api.js').Voice) => void} */
    let finish = () => {}
    vi.spyOn(api, 'addVoice').mockImplementation((_wanted, sending = {}) => ((line = sending), new Promise((resolve) => void (finish = resolve))))
    const remove = vi.spyOn(api, 'deleteVoice').mockResolvedValue({ voice_id: 'v1', freed_bytes: 1 })
    return { remove, aborted: () => line.signal?.aborted, progress: (/** @type {number} */ loaded) => act(() => line.onProgress?.(loaded, 1200)), finish: () => act(async () => finish(clipOf())) }
  }

  it('shows the bytes that have really gone out, then that the studio listens', async () => {
    const sending = byHand()
    await open()
    await fill()
    sending.progress(250)
    expect(screen.getByRole('progressbar', { name: 'Sent of the clips' })).toHaveAttribute('aria-valuenow', '25')
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
