// @ts-check
import { expect, test } from 'vitest'
import { START } from '@/lib/cover/settings.js'
import { SAMPLE_RATES } from '@/test/song.js'
import { OUTPUTS, outputOf, ratesOf, withOutput } from './output.js'

test.each(OUTPUTS)('%s chosen is %s shown', (output) => {
  expect(outputOf({ ...START.quality, ...withOutput(output, START.quality, SAMPLE_RATES) })).toBe(output)
})
test('a lossy file leaves the bits alone', () => {
  expect(withOutput('ogg', START.quality, SAMPLE_RATES)).toEqual({ output_format: 'ogg' })
})
test('a rate the file can’t hold goes along, another stays', () => {
  expect(withOutput('mp3', { ...START.quality, sample_rate: 96_000 }, SAMPLE_RATES)).toEqual({ output_format: 'mp3', sample_rate: 48_000 })
  expect(withOutput('mp3', { ...START.quality, sample_rate: 'source' }, SAMPLE_RATES)).not.toHaveProperty('sample_rate')
  expect(ratesOf('mp3', SAMPLE_RATES)).toEqual([44_100, 48_000])
  expect(ratesOf('flac', SAMPLE_RATES)).toContain(96_000)
})
