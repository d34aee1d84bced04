// @ts-check
import { HttpResponse, http } from 'msw'
import { DEFAULTS } from '@/lib/cover/settings.js'
import { BACKING, CLIP_VOICE, PITCH, PRESETS, PRESET_VOICE, SAMPLE_RATES, UNSUNG, UPLOAD, VALIDATED } from './song.js'

/**
 * A studio with a song, two voices and a backing; what it is asked is kept.
 * @param {any[]} asked orders to validate @param {{body: any, key: string | null}[]} [started]
 */
export const songAnswers = (asked, started = []) => [
  http.get('*/uploads', () => HttpResponse.json({ items: [UPLOAD, BACKING] })),
  http.get('*/uploads/song1', () => HttpResponse.json(UPLOAD)),
  http.get('*/uploads/song1/excerpts', () => HttpResponse.json(UNSUNG)),
  http.get('*/uploads/song1/peaks', () => HttpResponse.json({ data: [[0, 0]], points: 1, duration_s: 200, sample_rate: 44_100 })),
  http.get('*/uploads/song1/pitch', ({ request }) => HttpResponse.json({ ...PITCH, suggestion: new URL(request.url).searchParams.get('voice') ? PITCH.suggestion : null })),
  http.get('*/profiles', () => HttpResponse.json({ profiles: PRESETS, defaults: { ...DEFAULTS, range: { start: 0, stop: null } }, schema: {}, facts: {}, sample_rates: SAMPLE_RATES })),
  http.get('*/voices', () => HttpResponse.json({ items: [PRESET_VOICE, CLIP_VOICE] })),
  http.get('*/models/status', () => HttpResponse.json({ engines: [] })),
  http.get('*/limits', () => HttpResponse.json({ max_upload_bytes: 1e9, max_duration_s: 3600, max_segments: 100, max_concurrent_jobs: 5, max_queued_jobs: 100, job_timeout_s: 3600, slots: 2, formats: ['wav'], voice_rights: null })),
  http.get('*/health', () => HttpResponse.json({ status: 'ok', version: '1', machine: { cuda: false }, queue: {}, disk: {}, memory: {} })),
  http.post('*/jobs/validate', async ({ request }) => {
    asked.push(await request.json())
    return HttpResponse.json(VALIDATED)
  }),
  http.post('*/jobs/start', async ({ request }) => {
    started.push({ body: await request.json(), key: request.headers.get('Idempotency-Key') })
    return HttpResponse.json({ ...VALIDATED, eta_s: undefined, job_id: 'job7', status: 'queued' }, { status: 202 })
  }),
]
