// @ts-check
import { describe, expect, it } from 'vitest'
import { LIMITS } from '@/test/intake.jsx'
import { endingOf, limitsInWords, refusalOf } from './files.js'

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
