// @ts-check
import { describe, expect, it } from 'vitest'
import { diagnostics, withoutPaths } from '@/features/system/diagnostics.js'
import { checksOf, factsOf, sumOf, warningsOf } from '@/features/voices/voice.js'
import { getConsent, setConsent } from '@/lib/consent.js'
import { endingOf, limitsInWords, refusalOf } from '@/lib/files.js'
import { isElsewhere, isNearlyFull, machineOf, readiness } from '@/lib/machine.js'
import { DOCTOR, ENGINES, HEALTH, LIMITS, PRESET, clipOf, engineOf } from '@/test/intake.jsx'

describe('a file before it is sent', () => {
  it.each([['a.FLAC', 'flac'], ['x.y.mp3', 'mp3'], ['noending', ''], ['.hidden', ''], ['trailing.', '']])('%s ends in “%s”', (name, ending) => expect(endingOf(name)).toBe(ending))

  it('may have the exact size that is allowed, and no byte more', () => {
    expect(refusalOf({ name: 'a.wav', size: LIMITS.max_upload_bytes }, LIMITS)).toBeNull()
    expect(refusalOf({ name: 'a.wav', size: LIMITS.max_upload_bytes + 1 }, LIMITS)?.title).toBe('This file is too large')
  })

  it('is not promised more room than there is', () => {
    expect(limitsInWords({ ...LIMITS, max_upload_bytes: 524_288_000 }).most).toContain('524 MB')
  })

  it('known by another ending is taken', () => expect(refusalOf({ name: 'a.AIF', size: 1 }, LIMITS)).toBeNull())
})

describe('the right to use a voice', () => {
  it('is remembered for each voice, until it is forgotten', () => {
    setConsent('v1', 'licensed')
    expect([getConsent('v1'), getConsent('v2')]).toEqual(['licensed', null])
    setConsent('v1', null)
    expect(getConsent('v1')).toBeNull()
  })

  it('is not taken from what somebody else wrote there', () => {
    localStorage.setItem('consent:v1', 'yes')
    expect(getConsent('v1')).toBeNull()
  })
})

describe('what is known of a voice', () => {
  it('of a clip: range, middle, how much was heard, noise, clarity', () => {
    expect(factsOf(clipOf())).toEqual([
      ['Range', 'A2 to A4'], ['Middle', 'A3 (221 Hz)'], ['Voice heard', '18 s of 24 s'], ['Noise', 'low: the voice is 41 dB above it'], ['Clarity', 'sound up to 15 kHz'],
    ])
  })
  it('says that a noisy clip is noisy', () => expect(factsOf(clipOf({}, { snr_db: 12 }))).toContainEqual(['Noise', 'high: the voice is only 12 dB above it']))
  it('leaves out what the studio did not say', () => expect(factsOf({ ...clipOf(), facts: { kind: 'clip', f0_median_hz: 110 } })).toEqual([['Middle', 'A2 (110 Hz)']]))
  it('of clips of now also: brightness, how many, what was left out, what was learned', () => {
    const clip = (/** @type {boolean} */ isolated) => ({ name: 'a.wav', seconds: 30, used_seconds: 27, isolated })
    const facts = { brightness_db: -14.2, trimmed_seconds: 5.8, learned: 0.36, clips: [clip(true), clip(false)] }
    expect(factsOf(clipOf({}, facts)).slice(-4)).toEqual([
      ['Brightness', 'highs 14 dB below the lows'], ['Clips', '2, 1 separated from music'], ['Left out', '6 s of silence and noise'], ['Learned', 'its colour, and 36 % of what sets it apart from others'],
    ])
    expect(factsOf(clipOf({}, { clips: [clip(true)] })).slice(-2)).toEqual([['Clips', 'one, separated from music'], ['Learned', 'only its mean colour']])
    expect(factsOf(clipOf({}, { learned: 0.1 })).slice(-1)).toEqual([['Learned', 'only its mean colour']])
  })
  it('says of the checks how many are good, and each warning once', () => {
    const checks = /** @type {const} */ ([{ name: 'length', verdict: 'good', text: 'Enough.' }, { name: 'noise', verdict: 'fair', text: 'Some noise.' }])
    const voice = clipOf({}, { checks: [...checks], warnings: ['Some noise.', 'The file ends early.'] })
    expect([sumOf(checksOf(voice)), warningsOf(voice)]).toEqual(['1 good, 1 fair', ['The file ends early.']])
  })
  it('of a preset: where it likes to sing', () => expect(factsOf(PRESET)).toEqual([['Likes to sing', '5 semitones lower']]))
  it('has no warnings where none are told', () => expect([warningsOf(PRESET), warningsOf(clipOf({}, { warnings: ['Short.'] }))]).toEqual([[], ['Short.']]))
})

describe('the machine', () => {
  it('is the graphics card where one can be used', () => {
    const health = { ...HEALTH, machine: { cuda: true, gpu: 'RTX 3070', vram_free_bytes: 7.1e9, vram_total_bytes: 8e9 } }
    expect(machineOf(health)).toEqual({ device: 'RTX 3070', gpu: true, free: 7.1e9, total: 8e9 })
    expect(machineOf(HEALTH)).toEqual({ device: null, gpu: false, free: 6.1e9, total: 16e9 })
  })
  it('is not guessed before the studio has looked', () => expect(machineOf({ ...HEALTH, machine: {} })).toBeNull())
  it('is ready for what it has a real engine for', () => {
    const engines = [...ENGINES.slice(1), engineOf('pitch', 'pyin', { state: 'placeholder' }), engineOf('pitch', 'swiftf0', { state: 'missing' })]
    expect(readiness(engines)).toEqual({ ready: 2, all: 3, missing: ['pitch'] })
    expect(readiness(ENGINES).missing).toEqual([])
  })
  it('tells what could be installed from what this version has never had', () => {
    expect(isElsewhere(engineOf('voice', 'rvc', { state: 'missing', licence: '', summary: '' }))).toBe(true)
    expect(isElsewhere(engineOf('voice', 'echo', { state: 'missing' }))).toBe(false)
  })
  it('is nearly full with less than 2 GB, or a twentieth', () => {
    expect([isNearlyFull({ free_bytes: 1e9, total_bytes: 10e9 }), isNearlyFull({ free_bytes: 9e9, total_bytes: 200e9 }), isNearlyFull({ free_bytes: 80e9, total_bytes: 270e9 })]).toEqual([true, true, false])
  })
})

describe('diagnostics', () => {
  it.each([
    ['in /home/mia/songs/in.wav there', 'in … there'], ['C:\\Users\\mia\\x.wav', '…'], ['~/studio/x', '…'], ['12 MB/s and 3/4', '12 MB/s and 3/4'], ['see https://example.org/a/b', 'see https://example.org/a/b'],
  ])('%s → %s', (text, clean) => expect(withoutPaths(text)).toBe(clean))

  it('say what is known, and nothing of what is not', () => {
    const text = diagnostics({ health: HEALTH, engines: ENGINES, doctor: DOCTOR, browser: 'Test/1' })
    expect(text).toContain('stems/spleeter: loaded')
    expect(text).toContain('warning: disk: 1 GB free. Delete old jobs.')
    expect(text).toContain('settings.uploads: in')
    expect(text).toContain('queue.jobs.queued: 3')
    expect(diagnostics({ browser: 'Test/1' })).toBe('Audio Studio\nbrowser: Test/1')
  })
})
