// @ts-check
/** A studio that answers for songs, voices and itself; each test changes what it needs. */
import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { UNSUNG } from './song.js'
import { makeClient } from '@/lib/queries.js'

/** @typedef {import('@/lib/api.js').Schemas} Schemas */

/** @type {Schemas['Limits']} */
export const LIMITS = {
  max_upload_bytes: 200_000_000, max_voice_bytes: 1_000_000_000, max_duration_s: 2700, max_segments: 100, max_concurrent_jobs: 5, max_queued_jobs: 100, job_timeout_s: 3600, slots: 2,
  voice_rights: null, formats: ['wav', 'mp3', 'aiff'],
}

/** @param {Partial<Schemas['Upload']>} [over] @returns {Schemas['Upload']} */
export const uploadOf = (over = {}) => ({
  file_id: 'new1', filename: 'x.mp3', size_bytes: 3_400_000, sha256: 'a', duration_s: 83, frames: 1, sample_rate: 44_100, channels: 2, codec: 'mp3', container: 'mp3',
  has_cover: false, title: null, artist: null, tags: {}, warnings: [], messages: [], media_type: 'audio/mpeg', created: Date.now() / 1000 - 300, same_as: null, is_demo: false, ...over,
})

/** @type {Schemas['Health']} */
export const HEALTH = {
  status: 'ok', version: '0.1.0', machine: { torch: '2.13.0', cpu_count: 8, cuda: false }, queue: { jobs: { running: 1, queued: 3 }, units: {}, slots: 2 },
  disk: { free_bytes: 80e9, total_bytes: 270e9, kept_bytes: 1.2e9 }, memory: { available_bytes: 6.1e9, total_bytes: 16e9 },
}

/** @param {Schemas['Engine']['role']} role @param {string} id @param {Partial<Schemas['Engine']>} [over] @returns {Schemas['Engine']} */
export const engineOf = (role, id, over = {}) => ({
  id, role, name: id, summary: `About ${id}.`, state: 'installed', placeholder: false, neural: true, weights: {}, licence: 'MIT', vram_mb: 0, remedy: '', stems: [], voice_kinds: [], blends: false, options: {}, of_one_voice: [], ...over,
})

/** As engines tell them: the fields of svc that they know, and their own. @type {Schemas['Engine']['options']} */
export const ECHO_OPTIONS = { strength: { type: 'number' }, formant: {}, breath: { type: 'number' } }
/** @type {Schemas['Engine']['options']} */
export const RVC_OPTIONS = {
  strength: { type: 'number', minimum: 0, maximum: 1, default: 1 },
  index_rate: { type: 'number', minimum: 0, maximum: 1, default: 0.75, title: 'Index Rate', description: 'How much is drawn towards the singer.', needs: 'has_index' },
  unvoiced: { type: 'string', enum: ['classic', 'interpolated'], default: 'classic', title: 'Unvoiced' },
  auto_f0: { type: 'boolean', default: false, title: 'Auto F0', needs: 'predicts_f0' },
  seed: { type: 'integer', minimum: 0, maximum: 1e9, default: 1, title: 'Seed' },
  speaker: { type: 'string', maxLength: 200, default: '', title: 'Speaker' },
}

export const ENGINES = [engineOf('pitch', 'swiftf0'), engineOf('voice', 'echo', { neural: false }), engineOf('stems', 'spleeter', { state: 'loaded', vram_mb: 700 })]

/** @type {Schemas['Voice']} */
export const PRESET = { voice_id: 'deeper', name: 'Deeper', kind: 'preset', engine: 'echo', facts: { kind: 'preset', summary: 'A larger throat.', range_shift_semitones: -5 }, sample: '/voices/deeper/sample', preview: '/voices/deeper/preview', picture: '/voices/deeper/picture', created: null }

/** @param {Partial<Schemas['Voice']>} [over] @param {Partial<Schemas['VoiceFacts']>} [facts] @returns {Schemas['Voice']} */
export const clipOf = (over = {}, facts = {}) => ({
  voice_id: 'v1', name: 'Aunt Mia', kind: 'clip', engine: 'echo', sample: '/voices/v1/sample', preview: '/voices/v1/preview', picture: '/voices/v1/picture', created: 1,
  facts: { kind: 'clip', f0_low_hz: 110, f0_high_hz: 440, f0_median_hz: 221, voiced_seconds: 18, duration_seconds: 24, snr_db: 41.2, bandwidth_hz: 15_000, messages: [], warnings: [], ...facts }, ...over,
})

/** Somebody's trained voice. @param {Partial<Schemas['Voice']>} [over] @param {Partial<Schemas['VoiceFacts']>} [facts] @returns {Schemas['Voice']} */
export const trainedOf = (over = {}, facts = {}) => ({
  voice_id: 't1', name: 'Anna', kind: 'checkpoint', engine: 'rvc', sample: '/voices/t1/sample', preview: '/voices/t1/preview', picture: '/voices/t1/picture', created: 2,
  facts: {
    kind: 'checkpoint', family: 'rvc', version: 'v2', sample_rate: 40_000, content_encoder: 'contentvec-layer-12', speakers: [], speaker_rows: 1, has_f0: true, needs_volume: false, predicts_f0: false,
    variants: [], has_index: true, has_clusters: false, f0_low_hz: 110, f0_median_hz: 221, f0_high_hz: 440, range_by: 'test', licence: null, rights: null,
    sources: [{ name: 'Anna.zip/Anna.pth', kind: 'weights', bytes: 55_000_000 }, { name: 'Anna.zip/readme.txt', kind: 'unused', bytes: 300 }], messages: [{ code: 'text', fields: [], values: { text: 'The index is small.' } }], warnings: ['The index is small.'], ...facts,
  }, ...over,
})

/** @type {Schemas['Doctor']} */
export const DOCTOR = {
  ok: true, facts: { python: '3.11.7', system: 'Linux', settings: { uploads: 'in' } },
  checks: [{ name: 'memory', state: 'ok', detail: '6 GB free.', remedy: '' }, { name: 'disk', state: 'warning', detail: '1 GB free.', remedy: 'Delete old jobs.' }],
}

/** @param {string} name @param {Partial<Schemas['Download']>} [over] @returns {Schemas['Download']} */
export const downloadOf = (name, over = {}) => ({
  name, kind: 'weights', title: name, summary: `About ${name}.`, licence: 'MIT', licence_url: 'https://example.org/licence', bytes: 378e6, received_bytes: 0, state: 'missing', verified: false,
  source: '', needs: [], command: `audio-studio models pull ${name}`, files: [], ...over,
})

/** @param {string} title @param {number} [status] */
export const problem = (title, status = 422) =>
  HttpResponse.json({ code: 'x', title, detail: `${title}, in detail.`, remedy: `What to do about it.`, status }, { status })

/** Everything is here, nothing is going on. */
export const calm = () => [
  http.get('*/limits', () => HttpResponse.json(LIMITS)),
  http.get('*/health', () => HttpResponse.json(HEALTH)),
  http.get('*/models/status', () => HttpResponse.json({ engines: ENGINES })),
  http.get('*/models/downloads', () => HttpResponse.json({ downloads: [downloadOf('contentvec')] })),
  http.get('*/uploads', () => HttpResponse.json({ items: [] })),
  http.get('*/uploads/demo/excerpts', () => HttpResponse.json(UNSUNG)),
  http.get('*/voices', () => HttpResponse.json({ items: [PRESET] })),
  http.get('*/jobs', () => HttpResponse.json({ items: [], batches: [], next_cursor: null })),
  http.get('*/doctor', () => HttpResponse.json(DOCTOR)),
]

/** @param {import('react').ReactElement} page */
export const show = (page) => render(<QueryClientProvider client={makeClient()}>{page}</QueryClientProvider>)

/** @param {string} name @param {number} [size] */
export const fileOf = (name, size = 1000) => new File([new Uint8Array(size)], name)
