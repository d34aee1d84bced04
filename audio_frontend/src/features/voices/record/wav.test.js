// @ts-check
import { expect, it } from 'vitest'
import { freeName, wavOf } from './wav.js'

/** @param {DataView} view @param {number} at @param {number} length */
const text = (view, at, length) => String.fromCharCode(...new Uint8Array(view.buffer, at, length))

it('is a mono WAV of 24 bit, and its sizes are those of what is in it', () => {
  const view = new DataView(wavOf(Float32Array.from([0, 0.5, -0.5]), 48_000))
  expect([text(view, 0, 4), text(view, 8, 8), text(view, 36, 4)]).toEqual(['RIFF', 'WAVEfmt ', 'data'])
  expect([20, 22, 32, 34].map((at) => view.getUint16(at, true))).toEqual([1, 1, 3, 24])
  expect([4, 24, 28, 40].map((at) => view.getUint32(at, true))).toEqual([view.byteLength - 8, 48_000, 144_000, 9])
  expect(view.byteLength).toBe(44 + 9 + 1) // a chunk ends on an even byte
})

it('holds each sample to half a step, and cuts what is beyond full scale', () => {
  const samples = Float32Array.from([0, 0.25, -0.25, 1 / 3, 1, -1, 1.5, -1.5])
  const bytes = new Uint8Array(wavOf(samples, 44_100), 44)
  const back = Array.from(samples, (_, index) => ((bytes[index * 3] << 8) | (bytes[index * 3 + 1] << 16) | (bytes[index * 3 + 2] << 24)) / 2 ** 31)
  const most = 1 - 2 ** -23
  const wanted = [0, 0.25, -0.25, 1 / 3, most, -1, most, -1]
  back.forEach((sample, index) => expect(Math.abs(sample - wanted[index])).toBeLessThanOrEqual(2 ** -24))
})

it('has the first name that is free', () => {
  const nameOf = (/** @type {number} */ number) => `Recording ${number}.wav`
  expect(freeName(nameOf, [])).toBe('Recording 1.wav')
  expect(freeName(nameOf, ['Recording 1.wav', 'Recording 3.wav'])).toBe('Recording 2.wav')
})
