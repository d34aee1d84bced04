// @ts-check
/** Mono samples as a WAV of 24 bit, uncompressed. */

const HEADER_BYTES = 44
const SAMPLE_BYTES = 3
const FULL_SCALE = 2 ** 23
export const WAV_TYPE = 'audio/wav'

/** @param {Float32Array} samples mono, -1 to 1; what is beyond is cut @param {number} sampleRate Hz @returns {ArrayBuffer} */
export function wavOf(samples, sampleRate) {
  const size = samples.length * SAMPLE_BYTES
  const padding = size % 2 // a chunk of RIFF ends on an even byte
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + size + padding))
  /** @param {number} at @param {string} text */
  const write = (at, text) => [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)))
  write(0, 'RIFF')
  view.setUint32(4, HEADER_BYTES - 8 + size + padding, true)
  write(8, 'WAVEfmt ')
  view.setUint32(16, 16, true) // bytes of this chunk
  view.setUint16(20, 1, true) // PCM
  view.setUint16(22, 1, true) // channels
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * SAMPLE_BYTES, true)
  view.setUint16(32, SAMPLE_BYTES, true)
  view.setUint16(34, SAMPLE_BYTES * 8, true)
  write(36, 'data')
  view.setUint32(40, size, true)
  samples.forEach((sample, index) => {
    const step = Math.min(Math.max(Math.round(sample * FULL_SCALE), -FULL_SCALE), FULL_SCALE - 1)
    const at = HEADER_BYTES + index * SAMPLE_BYTES
    view.setUint16(at, step & 0xffff, true)
    view.setUint8(at + 2, (step >> 16) & 0xff)
  })
  return view.buffer
}

/** The first "Recording 1", "Recording 2", … that none has. @param {(number: number) => string} nameOf @param {string[]} taken file names */
export function freeName(nameOf, taken) {
  for (let number = 1; ; number += 1) if (!taken.includes(nameOf(number))) return nameOf(number)
}
