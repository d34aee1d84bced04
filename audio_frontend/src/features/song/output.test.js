// @ts-check
import { expect, test } from 'vitest'
import { START } from '@/lib/cover/settings.js'
import { OUTPUTS, outputOf, ratesOf, withOutput } from './output.js'

test.each(OUTPUTS)('%s chosen is %s shown', (output) => {
  expect(outputOf({ ...START.quality, ...withOutput(output, START.quality) })).toBe(output)
})
test('a lossy file leaves the bits alone', () => {
  expect(withOutput('ogg', START.quality)).toEqual({ output_format: 'ogg' })
})
test('a rate the file can’t hold goes along, another stays', () => {
  expect(withOutput('mp3', { ...START.quality, sample_rate: 96_000 })).toEqual({ output_format: 'mp3', sample_rate: 48_000 })
  expect(withOutput('mp3', { ...START.quality, sample_rate: 'source' })).not.toHaveProperty('sample_rate')
  expect(ratesOf('mp3')).toEqual([44_100, 48_000])
})
