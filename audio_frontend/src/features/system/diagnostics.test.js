// @ts-check
import { describe, expect, it } from 'vitest'
import { DOCTOR, ENGINES, HEALTH } from '@/test/intake.jsx'
import { diagnostics, withoutPaths } from './diagnostics.js'

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
