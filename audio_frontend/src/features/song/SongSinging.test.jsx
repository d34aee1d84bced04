// @ts-check
/** Blends, harmonies, the way it is sung: what the page asks the studio for. */
import { QueryClientProvider } from '@tanstack/react-query'
import { configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { useImperativeHandle } from 'react'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { effective } from '@/lib/cover/order.js'
import { DEFAULTS } from '@/lib/cover/settings.js'
import { makeClient } from '@/lib/queries.js'
import { LIMITS } from '@/test/intake.jsx'
import { server } from '@/test/server.js'
import { CLIP_VOICE, PRESETS, PRESET_VOICE } from '@/test/song.js'
import { songAnswers } from '@/test/songPage.js'
import { SongPage } from './SongPage.jsx'

let head = 0
vi.mock('@/player/waveform/WaveSurferPlayer.jsx', () => ({
  default: function Player(/** @type {any} */ { playerRef }) {
    useImperativeHandle(playerRef, () => ({ time: () => head }), [])
    return <p>waveform</p>
  },
}))

const AIRY = { ...PRESET_VOICE, voice_id: 'airy', name: 'Airy', facts: { summary: 'Breath.', range_shift_semitones: 0 } }
const BEN = { ...CLIP_VOICE, voice_id: 'ben1', name: 'Ben' }
/** @type {any[]} */
let asked = []
const last = () => asked.at(-1)

configure({ defaultHidden: true })
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
beforeEach(() => {
  localStorage.setItem('song-more', 'open') // as somebody left it who decides everything
  asked = []
  head = 0
  server.use(http.get('*/voices', () => HttpResponse.json({ items: [PRESET_VOICE, AIRY, CLIP_VOICE, BEN] })), ...songAnswers(asked))
})
afterEach(() => server.resetHandlers())

async function open({ from = /** @type {string | undefined} */ (undefined) } = {}) {
  const user = userEvent.setup({ pointerEventsCheck: 0, delay: null })
  const view = render(<QueryClientProvider client={makeClient()}><SongPage fileId="song1" from={from} /></QueryClientProvider>)
  await screen.findByText(/About 2–4 min on this computer/)
  return { user, ...view }
}
/** @param {string | RegExp} name */
const button = (name) => screen.getByRole('button', { name })
/** @param {import('@testing-library/user-event').UserEvent} user @param {HTMLElement} field @param {string} text */
async function type(user, field, text) {
  await user.clear(field)
  await user.type(field, `${text}{Enter}`)
}
const box = (/** @type {string | RegExp} */ name) => screen.getByRole('textbox', { name })

describe('who sings beside the lead', () => {
  test('may be another voice, whose right is asked for and sent', async () => {
    const { user } = await open()
    expect(screen.queryByLabelText('Sung by')).toBeNull()
    await user.click(screen.getByRole('switch', { name: 'Second take' }))
    await user.selectOptions(screen.getByLabelText('Sung by'), 'Anna')
    expect(button('Make cover')).toHaveAccessibleDescription('Say first that you may use this voice.')
    await user.click(within(screen.getByRole('radiogroup', { name: 'I may use “Anna”: it is' })).getByRole('radio', { name: /Licensed/ }))
    await waitFor(() => expect(last()).toMatchObject({ consent: { voice_rights: 'licensed' }, config: { svc: { double: true, double_voice: 'anna1' } } }))
    await user.click(screen.getByRole('button', { name: 'Add a harmony' }))
    await user.selectOptions(screen.getAllByLabelText('Sung by')[1], 'Airy')
    await waitFor(() => expect(last().config.harmony.voices[0]).toMatchObject({ interval: 'third_above', voice: 'airy' }))
    await user.click(screen.getByRole('radio', { name: 'The singer’s own' }))
    expect(screen.queryByLabelText('Sung by')).toBeNull()
    await waitFor(() => expect(last()).not.toHaveProperty('consent'))
  })
  test('and whose right was stated with the voice, or for this computer, is asked about no more', async () => {
    server.use(http.get('*/voices', () => HttpResponse.json({ items: [PRESET_VOICE, { ...CLIP_VOICE, facts: { ...CLIP_VOICE.facts, rights: 'public_domain' } }, BEN] })))
    server.use(http.get('*/limits', () => HttpResponse.json({ ...LIMITS, voice_rights: 'own' })))
    const { user } = await open()
    await user.click(screen.getByRole('radio', { name: /Anna/ }))
    await waitFor(() => expect(last().consent).toEqual({ voice_rights: 'public_domain' }))
    await user.click(screen.getByRole('radio', { name: /Ben/ }))
    await waitFor(() => expect(last().consent).toEqual({ voice_rights: 'own' }))
  })
})

describe('a blend', () => {
  test('begins with the voice that was chosen, waits for a second one, and sends both with their weights', async () => {
    const { user } = await open()
    await user.click(screen.getByRole('radio', { name: 'A blend' }))
    expect(screen.getByRole('checkbox', { name: /Deeper/ })).toBeChecked()
    expect(button('Make cover')).toHaveAccessibleDescription('Choose two voices or more for the blend.')
    await user.click(screen.getByRole('checkbox', { name: /Airy/ }))
    await type(user, box('Weight of Airy'), '25')
    expect(screen.getByText('33 % of the blend')).toBeVisible()
    await waitFor(() => expect(last().config.svc).toEqual({ blend: [{ voice: 'deeper', weight: 0.5, points: [] }, { voice: 'airy', weight: 0.25, points: [] }] }))
    await waitFor(() => expect(button('Make cover')).not.toHaveAttribute('aria-disabled'))
    expect(screen.getByText(/Auto suits the key to the blend/)).toBeVisible()
  })

  test('in which nobody sings is not sent, and says so', async () => {
    const { user } = await open()
    await user.click(screen.getByRole('radio', { name: 'A blend' }))
    await user.click(screen.getByRole('checkbox', { name: /Airy/ }))
    await waitFor(() => expect(last().config.svc?.blend).toHaveLength(2))
    const before = asked.length
    await type(user, box('Weight of Airy'), '0')
    await type(user, box('Weight of Deeper'), '0')
    expect(screen.getByText('Give at least one voice a weight above 0 %.')).toBeVisible()
    expect(button('Make cover')).toHaveAccessibleDescription('Correct first: Blend.')
    await new Promise((done) => setTimeout(done, 600))
    expect(asked.slice(before).every(({ config }) => config.svc.blend.some((/** @type {any} */ part) => part.weight > 0))).toBe(true)
  })

  test('changes over time: a moment at the play head, another by typing, weights for each', async () => {
    const { user } = await open()
    await user.click(screen.getByRole('radio', { name: 'A blend' }))
    await user.click(screen.getByRole('checkbox', { name: /Airy/ }))
    await user.click(screen.getByRole('radio', { name: 'Changing over time' }))
    head = 62.04
    await user.click(button('Add a moment at the play head'))
    expect(screen.getByText('There is a moment at 1:02.0 now.')).toBeVisible()
    await user.click(button('Add a moment at the play head'))
    expect(screen.getByText('There is a moment at 1:02.0 already.')).toBeVisible()
    await type(user, box('Weight of Airy at 1:02.0'), '100')
    await type(user, box('Weight of Deeper at 1:02.0'), '0')
    await waitFor(() => expect(last().config.svc.blend.map((/** @type {any} */ part) => part.points)).toEqual([
      [{ at: 0, weight: 0.5 }, { at: 62, weight: 0 }], [{ at: 0, weight: 0.5 }, { at: 62, weight: 1 }],
    ]))
    const times = screen.getAllByRole('textbox', { name: 'Time' })
    await type(user, times[1], 'soon')
    expect(screen.getByText('Write a time like 1:23.4.')).toBeVisible()
    await type(user, times[1], '9:00')
    expect(screen.getByText('The song ends at 3:20.0.')).toBeVisible()
    await type(user, times[1], '1:30')
    await waitFor(() => expect(last().config.svc.blend[1].points).toEqual([{ at: 0, weight: 0.5 }, { at: 90, weight: 1 }]))
    head = 10
    await user.click(button('Move the moment at 0:00.0 to the play head'))
    await user.click(button('Remove the moment at 1:30.0'))
    await user.click(button('Remove the moment at 0:10.0'))
    expect(screen.getByRole('radio', { name: 'The same all through' })).toBeChecked()
    await waitFor(() => expect(last().config.svc.blend[1]).toEqual({ voice: 'airy', weight: 0.5, points: [] }))
  })

  test('with voices of people waits for the right to each, and names them where the rights differ', async () => {
    const { user } = await open()
    await user.click(screen.getByRole('radio', { name: /Anna/ }))
    await user.click(screen.getByRole('radio', { name: 'A blend' }))
    await user.click(screen.getByRole('checkbox', { name: /Ben/ }))
    expect(button('Make cover')).toHaveAccessibleDescription('Say first that you may use the voice “Anna”.')
    await user.click(within(screen.getByRole('radiogroup', { name: 'I may use “Anna”: it is' })).getByRole('radio', { name: /Mine/ }))
    expect(button('Make cover')).toHaveAccessibleDescription('Say first that you may use the voice “Ben”.')
    await user.click(within(screen.getByRole('radiogroup', { name: 'I may use “Ben”: it is' })).getByRole('radio', { name: /Licensed/ }))
    await waitFor(() => expect(last().consent).toEqual({ voice_rights: 'licensed', statement: 'Anna: Mine; Ben: Licensed' }))
  })

  test('stays in the draft while one voice sings, and after a reload', async () => {
    const { user, unmount } = await open()
    await user.click(screen.getByRole('radio', { name: 'A blend' }))
    await user.click(screen.getByRole('checkbox', { name: /Airy/ }))
    await user.click(screen.getByRole('radio', { name: 'Another voice' }))
    await waitFor(() => expect(last().config).toEqual({ swiftf0: { pitch_shift: 'auto' } }))
    await user.click(screen.getByRole('radio', { name: 'A blend' }))
    unmount()
    await open()
    expect(screen.getByRole('radio', { name: 'A blend' })).toBeChecked()
    expect(screen.getByRole('checkbox', { name: /Airy/ })).toBeChecked()
  })
})

describe('the throat and the breath', () => {
  test('are found by themselves, or set by hand', async () => {
    const { user } = await open()
    expect(screen.getByText(/finds the size that suits/)).toBeInTheDocument()
    await user.click(screen.getByRole('radio', { name: 'By hand' }))
    await type(user, box('Size of the throat'), '0.85')
    expect(screen.getByRole('slider', { name: 'Size of the throat' })).toHaveAttribute('aria-valuetext', '0.85×, larger throat')
    await type(user, box('The singer’s own breath and consonants'), '30')
    await waitFor(() => expect(last().config.svc).toEqual({ formant: 0.85, breath: 0.3 }))
  })
  test('have no effect where the voice stays as it is, and say so', async () => {
    const { user } = await open()
    await type(user, box('Strength'), '0')
    const field = box('The singer’s own breath and consonants')
    expect(field).toBeDisabled()
    expect(field).toHaveAccessibleDescription('Strength is 0 %, so the voice stays as it is.')
  })
})

describe('the way it is sung', () => {
  test('has a depth of vibrato, a style with an amount, and a scale where one is needed', async () => {
    const { user } = await open()
    expect(screen.getByRole('combobox', { name: 'Scale' })).toBeDisabled()
    expect(screen.getByRole('combobox', { name: 'Scale' })).toHaveAccessibleDescription(/Only Snap, and harmonies in thirds and fifths/)
    expect(box('How much of it')).toBeDisabled()
    await type(user, box('Vibrato'), '150')
    await user.click(screen.getByRole('radio', { name: 'Snap to the scale' }))
    await type(user, box('How much of it'), '40')
    await user.selectOptions(screen.getByRole('combobox', { name: 'Scale' }), 'A minor')
    await waitFor(() => expect(last().config.swiftf0).toEqual({ pitch_shift: 'auto', vibrato: 1.5, style: 'snap', style_amount: 0.4, key: 'A minor' }))
  })
  test('shows 0 % where an older cover had no vibrato, and sends the new depth instead', async () => {
    const config = { ...effective(PRESETS.balanced), swiftf0: { ...DEFAULTS.swiftf0, preserve_vibrato: false, key: 'Db minor', style: 'snap' }, range: { start: 0, stop: null } }
    server.use(http.get('*/jobs/job1', () => HttpResponse.json({ job_id: 'job1', title: 'First', request: { file_id: 'song1', source: 'song', profile: 'balanced' }, config })))
    const { user } = await open({ from: 'job1' })
    expect(box('Vibrato')).toHaveValue('0')
    expect(screen.getByRole('combobox', { name: 'Scale' })).toHaveDisplayValue('D♭ minor')
    await type(user, box('Vibrato'), '80')
    await waitFor(() => expect(last().config.swiftf0).toEqual({ vibrato: 0.8, style: 'snap', key: 'Db minor' }))
  })
})

describe('voices beside the lead', () => {
  test('are a second take with its level, and harmonies with interval, level and place', async () => {
    const { user } = await open()
    expect(box('Level of the second take')).toBeDisabled()
    await user.click(screen.getByRole('switch', { name: 'Second take' }))
    await type(user, box('Level of the second take'), '-10')
    await user.click(button('Add a harmony'))
    await user.click(button('Add a harmony'))
    const second = within(screen.getByRole('group', { name: 'Harmony 2' }))
    await user.selectOptions(second.getByRole('combobox', { name: 'Interval' }), 'octave_below')
    await type(user, second.getByRole('textbox', { name: 'Level' }), '-12')
    await type(user, second.getByRole('textbox', { name: 'Place' }), '0')
    await type(user, box('All harmonies together'), '-2')
    await waitFor(() => expect(last().config).toEqual({
      swiftf0: { pitch_shift: 'auto' }, svc: { double: true }, mixing: { double_db: -10, harmony_db: -2 },
      harmony: { voices: [{ interval: 'third_above', gain_db: -9, pan: -0.4, voice: null }, { interval: 'octave_below', gain_db: -12, pan: 0, voice: null }] },
    }))
    await user.click(button('Remove harmony 1'))
    await waitFor(() => expect(last().config.harmony.voices).toEqual([{ interval: 'octave_below', gain_db: -12, pan: 0, voice: null }]))
  })
  test('are four harmonies at most', async () => {
    await open()
    for (let count = 0; count < 5; count += 1) fireEvent.click(button('Add a harmony'))
    expect(screen.getAllByRole('group', { name: /Harmony \d/ })).toHaveLength(4)
    expect(button('Add a harmony')).toHaveAccessibleDescription('There are four, the most a cover can have.')
  })
  test('stand in the middle of a mono cover, and say so', async () => {
    const { user } = await open()
    await user.click(button('Add a harmony'))
    await user.selectOptions(screen.getByRole('combobox', { name: 'Channels' }), '1')
    expect(box('Place')).toBeDisabled()
    expect(box('Place')).toHaveAccessibleDescription('The result is mono, so all stand in the middle.')
  })
  test('in thirds need a scale: every semitone is none', async () => {
    const { user } = await open()
    await user.click(button('Add a harmony'))
    await user.selectOptions(screen.getByRole('combobox', { name: 'Scale' }), 'chromatic')
    expect(screen.getByRole('combobox', { name: 'Scale' })).toHaveAccessibleDescription('Thirds and fifths need a scale: choose a key, or automatic.')
    expect(button('Make cover')).toHaveAccessibleDescription('Correct first: Scale.')
  })
})
