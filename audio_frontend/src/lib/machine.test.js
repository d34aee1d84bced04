// @ts-check
import { describe, expect, it } from 'vitest'
import { ENGINES, HEALTH, engineOf } from '@/test/intake.jsx'
import { isElsewhere, isNearlyFull, machineOf, readiness } from './machine.js'

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
