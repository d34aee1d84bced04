// @ts-check
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { effective } from '@/lib/cover/order.js'
import { jobOf, progressOf, show } from '@/test/jobs.jsx'
import { server } from '@/test/server.js'
import { PRESETS, SAMPLE_RATES } from '@/test/song.js'
import { WholeCoverButton } from './WholeCoverButton.jsx'

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
afterEach(() => server.resetHandlers())

const CONSENT = { voice_rights: 'own', statement: 'Mine.' }
const config = effective(PRESETS.fast)
const TRY = {
  is_try: true, file_id: 'f1', title: 'Evening Song, try', duration_s: 20, profile: /** @type {const} */ ('fast'),
  source: { duration_s: 20, frames: 8_820_000, sample_rate: 44_100, channels: 2 },
  request: { file_id: 'f1', source: 'vocals', profile: 'fast', title: 'Evening Song, try', consent: CONSENT, instrumental_file_id: 'music1', allow_placeholder: false },
  config: { ...config, range: { start: 40, stop: 60 }, svc: { ...config.svc, voice: 'anna1' }, swiftf0: { ...config.swiftf0, pitch_shift: -3 } },
}

/** @param {object} [more] @param {object | null} [refusal] */
function shown(more = {}, refusal = null) {
  const sent = /** @type {any[]} */ ([])
  server.use(
    http.get('*/profiles', () => HttpResponse.json({ profiles: PRESETS, defaults: {}, schema: {}, facts: {}, sample_rates: SAMPLE_RATES })),
    http.post('*/jobs/start', async ({ request }) => {
      sent.push({ body: await request.json(), key: request.headers.get('Idempotency-Key') })
      return refusal ? HttpResponse.json(refusal, { status: 413 }) : HttpResponse.json({ job_id: 'whole', status: 'queued' }, { status: 202 })
    }),
  )
  show(<WholeCoverButton job={jobOf(progressOf({ status: 'completed' }), { ...TRY, ...more })} />)
  return sent
}

test('makes all of the song with what the try was made with, and goes to it', async () => {
  const sent = shown()
  expect(screen.getByText('This is a try of 0:20. Like it? Make all 3:20 of the song the same way.')).toBeVisible()
  await waitFor(() => expect(screen.getByRole('button', { name: 'Make the whole cover' })).not.toHaveAttribute('aria-disabled'))
  await userEvent.click(screen.getByRole('button', { name: 'Make the whole cover' }))
  await waitFor(() => expect(window.location.hash).toBe('#/jobs/whole'))
  expect(sent.map(({ body }) => body)).toEqual([{
    file_id: 'f1', profile: 'fast', source: 'vocals', instrumental_file_id: 'music1', consent: CONSENT,
    config: { svc: { voice: 'anna1' }, swiftf0: { pitch_shift: -3 } }, // no range, and no title of a try
  }])
})

test('says why where the whole song can’t be made', async () => {
  shown({}, { code: 'too_long', title: 'Too long', detail: 'It is 3:20 long; one job converts at most 1:00.', remedy: 'Choose a part of it.', status: 413 })
  await waitFor(() => expect(screen.getByRole('button')).not.toHaveAttribute('aria-disabled'))
  await userEvent.click(screen.getByRole('button'))
  expect(await screen.findByText('It is 3:20 long; one job converts at most 1:00.')).toBeVisible()
})

test('has no place on the page of a whole cover', () => {
  shown({ is_try: false })
  expect(screen.queryByRole('button')).toBeNull()
})
