// @ts-check
import { QueryClientProvider } from '@tanstack/react-query'
import { configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, delay, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { api } from '@/lib/api.js'
import { setConsent } from '@/lib/consent.js'
import { effective } from '@/lib/cover/order.js'
import { DEFAULTS } from '@/lib/cover/settings.js'
import { makeClient } from '@/lib/queries.js'
import { server } from '@/test/server.js'
import { BACKING, CLIP_VOICE, PRESETS, UPLOAD, VALIDATED } from '@/test/song.js'
import { songAnswers } from '@/test/songPage.js'
import { SongPage } from './SongPage.jsx'

vi.mock('@/player/waveform/WaveSurferPlayer.jsx', () => ({
  default: (/** @type {any} */ { range, onRange }) => (
    <div>
      <p>{range ? `part ${range.start} to ${range.stop}` : 'whole song'}</p>
      <button type="button" onClick={() => onRange({ start: 30, stop: 90 })}>a part</button>
    </div>
  ),
}))

/** @type {any[]} */
let asked = []
/** @type {{body: any, key: string | null}[]} */
let started = []
const last = () => asked.at(-1)

configure({ defaultHidden: true }) // looking for hidden parents at each query takes most of the time
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  localStorage.setItem('song-more', 'open') // as somebody left it who decides everything
  asked = []
  started = []
  server.use(...songAnswers(asked, started))
})
afterEach(() => server.resetHandlers())

/** @param {{fileId?: string, from?: string}} [wanted] */
async function open({ fileId = 'song1', from } = {}) {
  const user = userEvent.setup({ pointerEventsCheck: 0, delay: null })
  const view = render(
    <QueryClientProvider client={makeClient()}>
      <SongPage fileId={fileId} from={from} />
    </QueryClientProvider>,
  )
  return { user, ...view }
}

const ready = () => screen.findByText(/About 2–4 min on this computer/)
/** @param {string | RegExp} name */
const button = (name) => screen.getByRole('button', { name })
/** @param {string | RegExp} name */
const radio = (name) => screen.getByRole('radio', { name })

describe('the song', () => {
  test('is told in words and numbers', async () => {
    await open()
    expect(await screen.findByRole('heading', { level: 1, name: 'Harbour.mp3' })).toBeVisible()
    expect(screen.getByRole('list', { name: 'About the file' })).toHaveTextContent('3:20·44.1 kHz·stereo·MP3·4 MB')
    expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1)
  })
  test('that is not here leads home', async () => {
    server.use(http.get('*/uploads/gone', () => HttpResponse.json({ title: 'x', detail: 'x', remedy: '', code: 'not_found', status: 404 }, { status: 404 })))
    await open({ fileId: 'gone' })
    expect(await screen.findByRole('heading', { name: 'This song is not here' })).toBeVisible()
    expect(screen.getByRole('link', { name: 'To the studio' })).toHaveAttribute('href', '#/')
  })
})

test('a song and a voice that are deleted in another window are found missing when they are asked for', async () => {
  const gone = () => HttpResponse.json({ title: 'x', detail: 'x', remedy: '', code: 'not_found', status: 404 }, { status: 404 })
  const { user } = await open()
  await ready()
  server.use(http.post('*/jobs/start', gone), http.get('*/voices', () => HttpResponse.json({ items: [CLIP_VOICE] })))
  await user.click(button('Make cover'))
  await waitFor(() => expect(button('Make cover')).toHaveAccessibleDescription('Choose a voice that is here first.'))
  server.use(http.post('*/jobs/validate', gone), http.get('*/uploads/song1', gone))
  await user.click(within(screen.getByRole('radiogroup', { name: 'Profile' })).getByRole('radio', { name: 'Fast' }))
  expect(await screen.findByRole('heading', { name: 'This song is not here' })).toBeVisible()
})

describe('the estimate', () => {
  test('is what the studio says, and says when it was guessed', async () => {
    await open()
    expect(await ready()).toHaveTextContent('About 2–4 min on this computer · 7 segments · 410 MB of disk')
    expect(screen.getByText(/guessed until this computer has measured itself/)).toBeVisible()
    expect(asked).toEqual([{ file_id: 'song1', profile: 'balanced', config: { swiftf0: { pitch_shift: 'auto' } } }])
  })
  test('is asked once for several changes in a row, and the question before is taken back', async () => {
    const { user } = await open()
    await ready()
    const validate = vi.spyOn(api, 'validate')
    server.use(http.post('*/jobs/validate', async ({ request }) => {
      asked.push(await request.json())
      if (asked.length === 2) await delay(60_000)
      return HttpResponse.json({ ...VALIDATED, disk_bytes: 99e6 })
    }))
    fireEvent.click(radio('0'))
    fireEvent.click(radio('+12'))
    await waitFor(() => expect(asked).toHaveLength(2))
    expect(last().config.swiftf0.pitch_shift).toBe(12)
    expect(validate.mock.calls[0][1]?.aborted).toBe(false)
    await user.click(radio('−12'))
    expect(await screen.findByText(/99 MB of disk/)).toBeVisible()
    expect(validate.mock.calls[0][1]?.aborted).toBe(true)
    expect(asked).toHaveLength(3)
  })
  test('remarks about the song stand above, and are not said again below', async () => {
    const [folded, key] = [{ code: 'song_folded_down', fields: [], values: { channels: 6 } }, { code: 'setting_without_effect', fields: ['swiftf0.key'], values: { because: 'scale_unused' } }]
    server.use(
      http.get('*/uploads/song1', () => HttpResponse.json({ ...UPLOAD, messages: [folded], warnings: ['six'] })),
      http.post('*/jobs/validate', () => HttpResponse.json({ ...VALIDATED, messages: [folded, key, { code: 'of_tomorrow', fields: [], values: {} }], warnings: ['six', 'key', 'News of tomorrow.'] })),
    )
    await open()
    expect(await screen.findByText(/^“Scale”: no effect, because nothing is snapped to it/)).toBeVisible()
    expect(screen.getByText('News of tomorrow.')).toBeVisible()
    expect(screen.getAllByText('The song has 6 channels and is folded down to stereo.')).toHaveLength(1)
  })
  test('lists what the studio remarks, in words', async () => {
    server.use(http.post('*/jobs/validate', () => HttpResponse.json({ ...VALIDATED, warnings: ['…'], messages: [{ code: 'setting_without_effect', fields: ['instrumental.transpose'], values: { because: 'pitch_not_shifted' } }] })))
    await open()
    expect(await screen.findByText('“Move the backing too”: no effect, because “Key” is 0.')).toBeVisible()
  })
  test('a problem with a field is told there, and the buttons say why they wait', async () => {
    server.use(http.post('*/jobs/validate', () => HttpResponse.json({ title: 'no', detail: 'no', remedy: '', code: 'invalid_request', status: 422, errors: [{ field: 'swiftf0.fmax', message: 'Input should be less than 2090' }] }, { status: 422 })))
    const { user } = await open()
    expect(await screen.findByRole('alert')).toHaveTextContent('Highest pitch: Input should be less than 2090')
    expect(screen.getAllByText(/should be less than 2090/)).toHaveLength(2)
    expect(button('Make cover')).toHaveAccessibleDescription('Correct first: Highest pitch.')
    await user.click(button('Make cover'))
    expect(started).toEqual([])
  })
  test('a song that is too long asks for a part, and can be tried', async () => {
    server.use(http.post('*/jobs/validate', () => HttpResponse.json({ title: 'The audio is longer than this studio takes', detail: 'It is 1:15:00 long; one job converts at most 1:00:00.', remedy: 'Choose a part of it.', code: 'too_long', status: 422, errors: [{ field: 'config.range.stop', message: 'at most 1:00:00 from its start' }] }, { status: 422 })))
    const { user } = await open()
    expect(await screen.findByRole('alert')).toHaveTextContent('End of the range: at most 1:00:00 from its start')
    expect(button('Make cover')).toHaveAccessibleDescription('Correct first: End of the range.')
    await user.click(button('Make cover'))
    await user.click(button('Try 20 s'))
    await waitFor(() => expect(started).toHaveLength(1))
    expect(started[0].body.title).toMatch(/20 s try/)
  })
  test('a missing engine can be stood in for', async () => {
    server.use(http.post('*/jobs/validate', async ({ request }) => {
      asked.push(await request.json())
      if (last().allow_placeholder) return HttpResponse.json(VALIDATED)
      return HttpResponse.json({ title: 'The engine is not here', detail: 'Spleeter is missing.', remedy: 'x', code: 'model_unavailable', status: 409 }, { status: 409 })
    }))
    const { user } = await open()
    expect(await screen.findByRole('alert')).toHaveTextContent('Spleeter is missing.')
    expect(button('Make cover')).toHaveAccessibleDescription(/can’t take these settings/)
    await user.click(button('Use a stand-in'))
    await ready()
    expect(screen.queryByRole('alert')).toBeNull()
  })
})

describe('starting', () => {
  test('sends the order with a key, and goes to the job', async () => {
    const { user } = await open()
    await ready()
    await user.click(button('Make cover'))
    await waitFor(() => expect(window.location.hash).toBe('#/jobs/job7'))
    expect(started[0].body).toEqual({ file_id: 'song1', profile: 'balanced', config: { swiftf0: { pitch_shift: 'auto' } } })
    expect(started[0].key).toMatch(/^[0-9a-f]{32}$/)
  })
  test('again has the same key until the order changes', async () => {
    server.use(http.post('*/jobs/start', async ({ request }) => {
      started.push({ body: await request.json(), key: request.headers.get('Idempotency-Key') })
      return HttpResponse.json({ title: 'The queue is full', detail: 'Wait.', remedy: '', code: 'queue_full', status: 429 }, { status: 429 })
    }))
    const { user } = await open()
    await ready()
    await user.click(button('Make cover'))
    expect(await screen.findByRole('alert')).toHaveTextContent('The queue is full')
    await user.click(button('Make cover'))
    await waitFor(() => expect(started).toHaveLength(2))
    await user.click(radio('+12'))
    await waitFor(() => expect(button('Make cover')).toBeEnabled())
    await user.click(button('Make cover'))
    await waitFor(() => expect(started).toHaveLength(3))
    expect(started[1].key).toBe(started[0].key)
    expect(started[2].key).not.toBe(started[0].key)
  })
  test('that is refused is answered in sight, far from the button as it is', async () => {
    const into = vi.fn(() => Promise.resolve()) // as browsers have it by now
    Element.prototype.scrollIntoView = /** @type {any} */ (into)
    server.use(http.post('*/jobs/start', () => HttpResponse.json({ title: 'The queue is full', detail: 'Wait.', remedy: '', code: 'queue_full', status: 429 }, { status: 429 })))
    const { user } = await open()
    await ready()
    into.mockClear()
    await user.click(button('Make cover'))
    const alert = await screen.findByRole('alert')
    expect(into.mock.contexts.some((one) => /** @type {any} */ (one).contains(alert))).toBe(true)
    await user.click(button('Dismiss'))
    expect(button('Make cover')).toBeVisible()
  })
  test('a try takes 20 s from the start of the range, and says so in its title', async () => {
    const { user } = await open()
    await ready()
    await user.click(await screen.findByRole('button', { name: 'a part' }))
    await user.click(button('Try 20 s'))
    await waitFor(() => expect(started).toHaveLength(1))
    expect(started[0].body).toMatchObject({ title: 'Harbour (20 s try)', config: { range: { start: 30, stop: 50 } } })
  })
  test('a song shorter than 25 s has no try, and says why', async () => {
    server.use(http.get('*/uploads/song1', () => HttpResponse.json({ ...UPLOAD, duration_s: 24 })))
    const { user } = await open()
    await ready()
    expect(button('Try 20 s')).toHaveAccessibleDescription(/needs a song of 25 s or more/)
    expect(button('Make cover')).not.toHaveAttribute('aria-disabled')
    await user.click(button('Try 20 s'))
    expect(started).toEqual([])
  })
})

describe('the source', () => {
  test('vocals with a backing wait for the file, then carry it', async () => {
    const { user } = await open()
    await ready()
    await user.click(radio(/Vocals, and I have the backing/))
    expect(button('Make cover')).toHaveAccessibleDescription('Choose the backing first.')
    await user.selectOptions(await screen.findByLabelText('From your songs'), 'music1')
    await waitFor(() => expect(last()).toMatchObject({ source: 'vocals', instrumental_file_id: 'music1' }))
    await ready()
    expect(button('Make cover')).not.toHaveAttribute('aria-disabled')
  })
  test('a backing that is brought now is chosen when it is there', async () => {
    let there = false
    server.use(
      http.post('*/upload', () => ((there = true), HttpResponse.json({ ...BACKING, file_id: 'fresh1', filename: 'Fresh.wav' }, { status: 201 }))),
      http.get('*/uploads', () => HttpResponse.json({ items: there ? [UPLOAD, { ...BACKING, file_id: 'fresh1', filename: 'Fresh.wav' }] : [UPLOAD] })),
    )
    const { user } = await open()
    await ready()
    await user.click(radio(/Vocals, and I have the backing/))
    await user.upload(screen.getByLabelText('Your backing'), new File(['x'], 'Fresh.wav', { type: 'audio/wav' }))
    await waitFor(() => expect(last()).toMatchObject({ instrumental_file_id: 'fresh1' }))
    expect(screen.getByLabelText('From your songs')).toHaveValue('fresh1')
  })
  test('vocals alone have no backing to level', async () => {
    const { user } = await open()
    await ready()
    expect(screen.getByRole('slider', { name: 'Backing' })).toBeVisible()
    await user.click(radio(/Vocals only/))
    expect(screen.queryByRole('slider', { name: 'Backing' })).toBeNull()
    expect(screen.getByText(/Vocals alone have no backing/)).toBeVisible()
  })
})

describe('the voice', () => {
  test('of a person waits for the right to use it, which is sent along', async () => {
    const { user } = await open()
    await ready()
    await user.click(radio(/Anna/))
    expect(button('Make cover')).toHaveAccessibleDescription('Say first that you may use this voice.')
    await user.click(radio(/Licensed/))
    await waitFor(() => expect(last()).toMatchObject({ consent: { voice_rights: 'licensed' }, config: { svc: { voice: 'anna1' } } }))
    await ready()
    expect(button('Make cover')).not.toHaveAttribute('aria-disabled')
  })
  test('whose right was told before needs no second word', async () => {
    setConsent('anna1', 'own')
    const { user } = await open()
    await ready()
    await user.click(radio(/Anna/))
    await waitFor(() => expect(last()).toMatchObject({ consent: { voice_rights: 'own' } }))
    expect(screen.getByText('It is your own voice.')).toBeVisible()
  })
  test('can stay the singer’s own, and then no key is looked for', async () => {
    const { user } = await open()
    await ready()
    await user.click(radio('The singer’s own'))
    await waitFor(() => expect(last().config).toEqual({ svc: { enabled: false } }))
    expect(screen.queryByRole('group', { name: 'Voices' })).toBeNull()
  })
  test('that is gone must be chosen anew', async () => {
    server.use(http.get('*/voices', () => HttpResponse.json({ items: [CLIP_VOICE] })))
    await open()
    await ready()
    expect(await screen.findByText('The voice you chose is no longer here. Choose another one.')).toBeVisible()
    expect(button('Make cover')).toHaveAccessibleDescription('Choose a voice that is here first.')
  })
  test('is found by its name', async () => {
    const { user } = await open()
    await ready()
    const shelf = screen.getByRole('group', { name: 'Voices' })
    await user.type(screen.getByRole('searchbox', { name: 'Search voices' }), 'ann')
    await waitFor(() => expect(within(shelf).queryByRole('radio', { name: /Deeper/ })).toBeNull())
    expect(within(shelf).getByRole('radio', { name: /Anna/ })).toBeVisible()
  })
})

describe('the key', () => {
  test('is said in a sentence, drawn, and described', async () => {
    await open()
    expect(await screen.findByText('The singer’s middle is A3 (221 Hz, heard in 3 excerpts); this voice sits at B2 (124 Hz): one octave down.')).toBeVisible()
    expect(screen.getByRole('img', { name: /Singer: E3 to E4, middle A3. Voice: around B2. Cover: E2 to E3, middle A2/ })).toBeVisible()
  })
  test('is overruled by one tap, and moved by semitones from there', async () => {
    const { user } = await open()
    await screen.findByText(/one octave down\./)
    await user.click(button('A semitone up'))
    expect(screen.getByLabelText('Moved by, in semitones')).toHaveTextContent('−11 semitones')
    await user.click(radio('0'))
    expect(screen.getByLabelText('Moved by, in semitones')).toHaveTextContent('as sung')
    await waitFor(() => expect(last()).toEqual({ file_id: 'song1', profile: 'balanced' }))
  })
  test('stops at two octaves', async () => {
    const { user } = await open()
    await ready()
    await user.click(radio('+12'))
    const more = button('A semitone up')
    for (let step = 0; step < 14; step += 1) fireEvent.click(more)
    expect(screen.getByLabelText('Moved by, in semitones')).toHaveTextContent('two octaves up')
  })
})

describe('profiles', () => {
  test('say what they changed, and leave the rest alone', async () => {
    const { user } = await open()
    await ready()
    await user.click(radio(/Without/))
    await user.click(radio('Quality'))
    expect(screen.getByText('Output: WAV 16-bit → FLAC 24-bit')).toBeVisible()
    expect(screen.getByRole('combobox', { name: 'File' })).toHaveValue('flac-24')
    await waitFor(() => expect(last()).toMatchObject({ profile: 'quality', config: { instrumental: { enabled: false }, swiftf0: { pitch_shift: 'auto' } } }))
    expect(last().config).not.toHaveProperty('quality')
  })
  test('show what was changed by hand, and take it back', async () => {
    const { user } = await open()
    await ready()
    expect(screen.queryByText('Changed by you')).toBeNull()
    await user.selectOptions(screen.getByRole('combobox', { name: 'File' }), 'flac-24')
    await user.selectOptions(screen.getByRole('combobox', { name: 'Loudness' }), '-14')
    expect(screen.getByText('Changed by you')).toBeVisible()
    await user.click(button('Reset these to Balanced'))
    expect(screen.queryByText('Changed by you')).toBeNull()
    expect(screen.getByRole('combobox', { name: 'File' })).toHaveValue('wav-16')
    expect(screen.getByRole('combobox', { name: 'Loudness' })).toHaveValue('-14')
  })
})

describe('the mix', () => {
  test('takes another loudness than the usual ones', async () => {
    const { user } = await open()
    await ready()
    await user.selectOptions(screen.getByRole('combobox', { name: 'Loudness' }), 'custom')
    const field = screen.getByRole('textbox', { name: 'Loudness in LUFS' })
    await user.clear(field)
    await user.type(field, '-20{Enter}')
    await waitFor(() => expect(last().config.mixing).toEqual({ target_lufs: -20 }))
    await user.selectOptions(screen.getByRole('combobox', { name: 'Loudness' }), 'mixed')
    await user.click(button('Make cover'))
    await waitFor(() => expect(started).toHaveLength(1))
    expect(started[0].body.config).not.toHaveProperty('mixing')
  })
  test('shows a share as percent and sends it as a share', async () => {
    const { user } = await open()
    await ready()
    const field = screen.getByRole('textbox', { name: 'Strength' })
    await user.clear(field)
    await user.type(field, '0{Enter}')
    await waitFor(() => expect(last().config.svc).toEqual({ strength: 0 }))
  })
})

describe('what was set', () => {
  test('survives a reload, with its range', async () => {
    const { user, unmount } = await open()
    await ready()
    await user.click(radio('0'))
    await user.click(radio(/Without/))
    await user.click(await screen.findByRole('button', { name: 'a part' }))
    unmount()
    await open()
    expect(await screen.findByText('part 30 to 90')).toBeVisible()
    expect(radio('0')).toBeChecked()
    expect(radio(/Without/)).toBeChecked()
  })
  test('of another version, or broken, is left alone', async () => {
    localStorage.setItem('song-draft:song1', JSON.stringify({ version: 0, form: { svc: { enabled: false } } }))
    await open()
    await ready()
    expect(radio('Another voice')).toBeChecked()
  })
  test('for another cover is filled in, and says so', async () => {
    const config = { ...effective(PRESETS.fast), svc: { ...DEFAULTS.svc, enabled: false }, range: { start: 0, stop: 60 } }
    const request = { file_id: 'song1', source: 'song', profile: 'fast', instrumental_file_id: null, allow_placeholder: false }
    server.use(http.get('*/jobs/job1', () => HttpResponse.json({ job_id: 'job1', title: 'My first cover', request, config })))
    await open({ from: 'job1' })
    expect(await screen.findByText('The settings of “My first cover” are filled in.')).toBeVisible()
    expect(radio('The singer’s own')).toBeChecked()
    expect(within(screen.getByRole('radiogroup', { name: 'Profile' })).getByRole('radio', { name: 'Fast' })).toBeChecked()
    expect(await screen.findByText('part 0 to 60')).toBeVisible()
    await waitFor(() => expect(last()).toEqual({ file_id: 'song1', profile: 'fast', config: { svc: { enabled: false }, range: { stop: 60 } } }))
  })
  test('cannot be fetched when its cover is gone, and the page goes on', async () => {
    server.use(http.get('*/jobs/job1', () => HttpResponse.json({ title: 'x', detail: 'x', remedy: '', code: 'not_found', status: 404 }, { status: 404 })))
    await open({ from: 'job1' })
    expect(await screen.findByText(/could not be fetched/)).toBeVisible()
    await ready()
  })
})
