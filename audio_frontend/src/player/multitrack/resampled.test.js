// @ts-check
import { expect, it } from 'vitest'
import { atRate } from './resampled.js'

/** @param {number} sampleRate @param {number} frames @param {(frame: number) => number} sample @returns {import('./wavSource.js').WavSource} */
const soundOf = (sampleRate, frames, sample) => ({
  format: { sampleRate, channels: 1, bits: 16, coding: 'pcm', frames, dataStart: 44 },
  read: async (start, count) => [Float32Array.from({ length: Math.max(Math.min(count, frames - start), 0) }, (_, at) => sample(start + at))],
})
/** @param {number} hertz @param {number} rate */
const sine = (hertz, rate) => (/** @type {number} */ frame) => Math.sin((2 * Math.PI * hertz * frame) / rate)

it.each([[44_100, 48_000], [48_000, 44_100], [96_000, 44_100], [22_050, 48_000], [44_100, 47_999]])('%i Hz at %i Hz is the same sound at the same time', async (from, to) => {
  const [made] = await atRate(soundOf(from, from, sine(1000, from)), to).read(0, to)
  expect(made).toHaveLength(to) // a second stays a second
  const truth = sine(1000, to)
  const worst = made.subarray(200, -200).reduce((most, value, at) => Math.max(most, Math.abs(value - truth(at + 200))), 0)
  expect(worst).toBeLessThan(1e-3) // −60 dB: below what a comparison by ear could tell
})

it('lets nothing through that the lower rate can’t hold', async () => {
  const [made] = await atRate(soundOf(96_000, 96_000, sine(30_000, 96_000)), 44_100).read(0, 44_100)
  expect(Math.max(...made.subarray(200, -200).map(Math.abs))).toBeLessThan(1e-3)
})

it('is the same wherever it is cut', async () => {
  const sound = atRate(soundOf(44_100, 20_000, (frame) => Math.sin(frame * frame)), 48_000)
  const [whole] = await sound.read(0, sound.format.frames)
  for (let start = 0; start < sound.format.frames; start += 3000) {
    const [part] = await sound.read(start, 3000)
    expect([...part]).toEqual([...whole.subarray(start, start + 3000)])
  }
})

it('ends where the sound ends, and leaves one of its own rate alone', async () => {
  const source = soundOf(44_100, 44_100, () => 1)
  expect(atRate(source, 44_100)).toBe(source)
  const longer = atRate(source, 48_000)
  expect(longer.format).toMatchObject({ sampleRate: 48_000, frames: 48_000 })
  expect((await longer.read(47_000, 4000))[0]).toHaveLength(1000)
  expect((await longer.read(48_000, 4000))[0]).toHaveLength(0)
})
