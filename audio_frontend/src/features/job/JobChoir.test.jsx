// @ts-check
/** A cover by a blend with voices beside the lead, as its page tells it. */
import { screen, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { DEFAULTS } from '@/lib/cover/settings.js'
import { factsOf, textOf } from '@/test/facts.js'
import { FakeEventSource, RESULT, jobOf, progressOf, reportOf, segmentsOf, show, studioWith } from '@/test/jobs.jsx'
import { server } from '@/test/server.js'
import { JobPage } from './JobPage.jsx'

vi.mock('@/features/result/ResultSection.jsx', () => ({ ResultSection: () => <p>the player</p> }))

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => void vi.stubGlobal('EventSource', FakeEventSource))
afterEach(() => {
  server.resetHandlers()
  vi.unstubAllGlobals()
})

const DONE = progressOf({ status: 'completed', progress: 1, segments: segmentsOf(['done']) })
const config = {
  ...RESULT.config,
  svc: { ...DEFAULTS.svc, double: true, blend: [{ voice: 'deeper', weight: 1, points: [] }, { voice: 'v9', weight: 0.5, points: [] }] },
  harmony: { voices: [{ interval: 'third_above', gain_db: -9, pan: 0 }] },
}
const facts = factsOf({ blends_voices: true, filled_stems: ['mix', 'vocals', 'instrumental', 'original_vocals', 'original', 'double', 'harmony'] })
const MORE = /** @type {any} */ ({
  config, facts, result: { ...RESULT, config, facts }, voice: { voice_id: null, name: 'Deeper + Mia' },
  request: { file_id: 'f1', source: 'song', profile: 'fast', voice: { kind: 'blend', voices: [{ voice_id: 'deeper', name: 'Deeper' }, { voice_id: 'v9', name: 'Mia' }] } },
})

/** @param {object} options */
const open = (options = {}) => {
  studioWith(DONE, MORE)
  server.use(http.get('*/jobs/j1/report', () => HttpResponse.json({ ...reportOf(jobOf(DONE, MORE)), ...options })))
  show(<JobPage jobId="j1" />)
}
/** @param {HTMLElement} card @param {string} name */
const fact = (card, name) => /** @type {HTMLElement} */ (within(card).getAllByText(name)[0].closest('div'))

test('the settings say whose voices, how much of each, and what sings beside them', async () => {
  open()
  const card = /** @type {HTMLElement} */ ((await screen.findByRole('heading', { name: 'Settings used' })).closest('section'))
  expect(fact(card, 'Blend')).toHaveTextContent('Deeper 67 %, Mia 33 %')
  expect(fact(card, 'Second take')).toHaveTextContent('on')
  expect(fact(card, 'Harmonies')).toHaveTextContent('Third above (−9 dB, middle)')
  expect(screen.getByText(/Deeper \+ Mia/)).toBeVisible()
})

test('what sings beside the lead can be fetched as files', async () => {
  open()
  expect(await screen.findByRole('link', { name: 'Second take as WAV' })).toHaveAttribute('href', '/jobs/j1/download?stem=double&format=wav')
  expect(screen.getByRole('link', { name: 'Harmonies as WAV' })).toHaveAttribute('href', '/jobs/j1/download?stem=harmony&format=wav')
})

test('a second take alone has a pitch curve, and nobody’s voice is named', async () => {
  const alone = factsOf({ uses_voice: false, changes_vocal: false, follows_pitch: true, filled_stems: ['mix', 'vocals', 'instrumental', 'original_vocals', 'original', 'double'] })
  studioWith(DONE, { ...MORE, voice: null, facts: alone, result: { ...RESULT, facts: alone } })
  show(<JobPage jobId="j1" />)
  expect(await screen.findByRole('link', { name: 'Pitch curve (CSV)' })).toHaveAttribute('href', '/jobs/j1/f0?format=csv')
  expect(screen.queryByRole('link', { name: 'Harmonies as WAV' })).toBeNull()
})

test('where no pitch is followed there is no curve to fetch', async () => {
  studioWith(DONE, { ...MORE, result: { ...RESULT, facts: factsOf({ follows_pitch: false }) } })
  show(<JobPage jobId="j1" />)
  await screen.findByRole('link', { name: 'New vocals as WAV' })
  expect(screen.queryByRole('link', { name: 'Pitch curve (CSV)' })).toBeNull()
})

test('the report says the scale and the throat, each with its reason', async () => {
  open({
    key: { name: 'Bb minor', confidence: 0.883, reason: 'the band fits it best', message: textOf('the band fits it best'), tuning_cents: -4, sounds_as: 'C minor' },
    voice: { alpha: 0.946, by: 'auto', reason: 'the mean of the blend', message: textOf('the mean of the blend'), voices: [{ name: 'Deeper', alpha: 0.86, weight: 0.667 }, { name: 'Mia', alpha: 1.05, weight: 0.333 }] },
    stages: { key: { seconds: 3.9, rtf: 0.36 }, harmony: { seconds: 3.4, rtf: 0.3 } },
  })
  const card = /** @type {HTMLElement} */ ((await screen.findByRole('heading', { name: 'Quality report' })).closest('section'))
  await within(card).findByText('the band fits it best')
  expect(fact(card, 'Scale')).toHaveTextContent('ScaleB♭ minor (88 % sure), sounds as C minorthe band fits it best')
  expect(fact(card, 'Throat')).toHaveTextContent('Throat0.95×, larger throat, automaticthe mean of the blendDeeper: 67 %, 0.86×Mia: 33 %, 1.05×')
  expect(fact(card, 'Find the scale')).toHaveTextContent('3.9 s')
  expect(fact(card, 'Sing the harmonies')).toHaveTextContent('3.4 s')
})

test('a song that changes its key is told key by key', async () => {
  const spans = [
    { start_s: 0, stop_s: 62, name: 'C major', confidence: 1, sounds_as: 'Bb major' },
    { start_s: 62, stop_s: 100, name: 'D major', confidence: 0.8, sounds_as: 'C major' },
  ]
  open({ key: { name: 'C major', confidence: 0.62, reason: 'the key changes once', message: textOf('the key changes once'), tuning_cents: 0, sounds_as: 'Bb major', spans } })
  const card = /** @type {HTMLElement} */ ((await screen.findByRole('heading', { name: 'Quality report' })).closest('section'))
  await within(card).findByText('the key changes once')
  expect(fact(card, 'Scale')).toHaveTextContent('Scalechanges oncefrom 0:00: C major (100 % sure), sounds as B♭ majorfrom 1:02: D major (80 % sure), sounds as C major')
})

test('a key by hand has no confidence, and where nothing was needed nothing is said', async () => {
  open({ key: { name: 'chromatic', confidence: null, reason: 'asked for', message: textOf('asked for'), tuning_cents: 0, sounds_as: null }, voice: { alpha: 1.1, by: 'hand', reason: 'asked for', message: textOf('asked for'), voices: [] } })
  const card = /** @type {HTMLElement} */ ((await screen.findByRole('heading', { name: 'Quality report' })).closest('section'))
  await within(card).findByText('Scale')
  expect(fact(card, 'Scale')).toHaveTextContent('ScaleEvery semitoneasked for')
  expect(fact(card, 'Throat')).toHaveTextContent('1.1×, smaller throat, by hand')
})
