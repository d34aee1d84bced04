// @ts-check
/** A trained voice on the song page: only the voice is set, and its engine's options are those that the engine tells. */
import { QueryClientProvider } from '@tanstack/react-query'
import { configure, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { makeClient } from '@/lib/queries.js'
import { ECHO_OPTIONS, RVC_OPTIONS, engineOf, trainedOf } from '@/test/intake.jsx'
import { server } from '@/test/server.js'
import { CLIP_VOICE, PRESET_VOICE } from '@/test/song.js'
import { songAnswers } from '@/test/songPage.js'
import { SongPage } from './SongPage.jsx'

vi.mock('@/player/waveform/WaveSurferPlayer.jsx', () => ({ default: () => <p>waveform</p> }))

const ANNA = trainedOf({}, { speakers: [{ name: 'ann', row: 0 }, { name: 'ben', row: 1 }], speaker_rows: 2, predicts_f0: true, rights: 'own' })
const SOLO = trainedOf({ voice_id: 't2', name: 'Solo' }, { has_index: false, rights: 'own' })
const ENGINES = [
  engineOf('voice', 'echo', { name: 'Echo', options: ECHO_OPTIONS, blends: true, voice_kinds: ['preset', 'clip'] }),
  engineOf('voice', 'rvc', { name: 'RVC', options: RVC_OPTIONS, of_one_voice: ['speaker'], blends: false, voice_kinds: ['checkpoint'] }),
]
/** @type {any[]} */
let asked = []
const svc = () => asked.at(-1)?.config?.svc
/** What is set, also where the same was asked before. */
const drafted = () => JSON.parse(sessionStorage.getItem('song-draft:song1') ?? 'null').form.svc

configure({ defaultHidden: true })
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  localStorage.setItem('song-more', 'open')
  asked = []
  server.use(
    http.get('*/voices', () => HttpResponse.json({ items: [PRESET_VOICE, { ...CLIP_VOICE, name: 'Mia' }, ANNA, SOLO] })),
    http.get('*/models/status', () => HttpResponse.json({ engines: ENGINES })),
    ...songAnswers(asked),
  )
})
afterEach(() => (server.resetHandlers(), sessionStorage.clear(), localStorage.clear()))

async function open() {
  const user = userEvent.setup({ pointerEventsCheck: 0, delay: null })
  render(<QueryClientProvider client={makeClient()}><SongPage fileId="song1" /></QueryClientProvider>)
  await screen.findByText(/About 2–4 min on this computer/)
  await screen.findByRole('radio', { name: /Anna/ })
  return user
}
const voice = (/** @type {RegExp} */ name) => screen.getByRole('radio', { name })
const options = () => screen.queryByRole('region', { name: 'Settings of RVC' })

test('choosing one sets the voice and nothing else; its engine’s own options appear, and only then', async () => {
  const user = await open()
  expect(options()).toBeNull()
  expect(screen.getByText('Throat, breath, engine')).toBeInTheDocument()
  await user.click(voice(/Anna/))
  await waitFor(() => expect(svc()).toEqual({ voice: 't1' }))
  const shelf = within(/** @type {HTMLElement} */ (options()))
  expect(shelf.getByRole('slider', { name: 'Index rate' })).toHaveAttribute('aria-valuenow', '0.75')
  expect(shelf.getByText('How much is drawn towards the singer. Usually 0.75.')).toBeInTheDocument()
  expect(shelf.getByRole('radio', { name: 'Classic' })).toBeChecked()
  expect(screen.queryByText('Throat')).toBeNull() // this engine doesn't know it
  expect(screen.getByRole('textbox', { name: 'Strength' })).toBeInTheDocument()
  expect(screen.getByText(/A voice that was trained on one singer/)).toBeInTheDocument()
})

test('what is set goes to svc.options, the usual value is nothing to say, and all can be put back', async () => {
  const user = await open()
  await user.click(voice(/Anna/))
  const shelf = within(/** @type {HTMLElement} */ (await screen.findByRole('region', { name: 'Settings of RVC' })))
  const rate = shelf.getByRole('textbox', { name: 'Index rate' })
  await user.clear(rate)
  await user.type(rate, '0.5{Enter}')
  await user.click(shelf.getByRole('radio', { name: 'Interpolated' }))
  await user.click(shelf.getByRole('switch', { name: 'Auto F0' }))
  const seed = shelf.getByRole('textbox', { name: 'Seed' })
  await user.clear(seed)
  await user.type(seed, '1.5{Enter}')
  expect(shelf.getByText('A whole number from 0 to 1000000000.')).toBeInTheDocument()
  await user.clear(seed)
  await user.type(seed, '7{Enter}')
  await waitFor(() => expect(svc().options).toEqual({ index_rate: 0.5, unvoiced: 'interpolated', auto_f0: true, seed: 7 }))
  await user.click(shelf.getByRole('radio', { name: 'Classic' }))
  await waitFor(() => expect(svc().options).toEqual({ index_rate: 0.5, auto_f0: true, seed: 7 }))
  await user.click(shelf.getByRole('button', { name: 'As the engine usually has them' }))
  expect(drafted()).toMatchObject({ voice: 't1', options: {} })
  expect(shelf.getByRole('slider', { name: 'Index rate' })).toHaveAttribute('aria-valuenow', '0.75')
})

test('another engine’s voice gets none of it, and they come back with this one’s, but for the speaker and what a voice has nothing for', async () => {
  const user = await open()
  await user.click(voice(/Anna/))
  const rate = await screen.findByRole('textbox', { name: 'Index rate' })
  await user.clear(rate)
  await user.type(rate, '0.5{Enter}')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Which of this voice’s singers' }), 'ben')
  await waitFor(() => expect(svc().options).toEqual({ index_rate: 0.5, speaker: 'ben' }))
  await user.click(voice(/Deeper/))
  expect(drafted()).toMatchObject({ voice: 'deeper', engine: 'auto', options: {} })
  expect(options()).toBeNull()
  await user.click(voice(/Anna/))
  await waitFor(() => expect(svc()).toEqual({ voice: 't1', options: { index_rate: 0.5 } }))
  await user.click(voice(/Solo/))
  await waitFor(() => expect(svc()).toEqual({ voice: 't2' }))
  expect(screen.queryByRole('combobox', { name: 'Which of this voice’s singers' })).toBeNull()
  expect(screen.queryByRole('textbox', { name: /Speaker/ })).toBeNull() // there is one
  expect(screen.getByText('This voice came without an index.')).toBeInTheDocument()
  expect(screen.getByRole('switch', { name: 'Auto F0' })).toBeDisabled()
})

test('are not in a blend, which begins without them', async () => {
  const user = await open()
  await user.click(voice(/Anna/))
  await user.click(voice(/A blend/))
  expect(screen.queryByRole('checkbox', { name: /Anna/ })).toBeNull()
  expect(screen.getByText(/Trained voices can’t be blended/)).toBeInTheDocument()
  expect(options()).toBeNull()
  await user.click(screen.getByRole('checkbox', { name: /Deeper/ }))
  await user.click(screen.getByRole('checkbox', { name: /Mia/ }))
  await waitFor(() => expect(svc().blend).toHaveLength(2))
  expect(svc().options).toBeUndefined()
})
