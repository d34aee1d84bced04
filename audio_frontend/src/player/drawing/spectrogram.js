// @ts-check
/** A spectrogram's bytes as a picture. */
import { rgb, token } from './colours.js'

/** @typedef {import('@/lib/api.js').Schemas['Spectrogram']} Spectrogram */

/** Column by column, the lowest band first. @param {string} data base64 */
export const bytesOf = (data) => Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))

/** 256 colours from the panel (silence) over the accent to the ink (loudest): readable in both themes. @returns {[number, number, number][]} */
export function colourMap() {
  const stops = [rgb(token('panel')), rgb(token('accent')), rgb(token('ink'))]
  return Array.from({ length: 256 }, (_, level) => {
    const at = Math.max((level / 255 - 0.25) / 0.75, 0) * 2 // the quietest quarter is the room's noise
    const [from, to] = at < 1 ? [stops[0], stops[1]] : [stops[1], stops[2]]
    const share = at < 1 ? at : at - 1
    return /** @type {[number, number, number]} */ (from.map((value, channel) => Math.round(value + (to[channel] - value) * Math.min(share, 1))))
  })
}

/** @param {Spectrogram} picture @param {Uint8Array} bytes @returns {ImageData} one pixel per column and band, the highest band on top */
export function imageOf({ columns, bands }, bytes) {
  const colours = colourMap()
  const image = new ImageData(columns, bands)
  for (let column = 0; column < columns; column++) {
    for (let band = 0; band < bands; band++) {
      const pixel = ((bands - 1 - band) * columns + column) * 4
      const [red, green, blue] = colours[bytes[column * bands + band]]
      image.data.set([red, green, blue, 255], pixel)
    }
  }
  return image
}

/** The frequency at the middle of a band. @param {Pick<Spectrogram, 'low_hz' | 'high_hz' | 'bands'>} picture @param {number} band */
export const hertzOf = ({ low_hz: low, high_hz: high, bands }, band) => low * (high / low) ** ((band + 0.5) / bands)

/** How far from the top a frequency lies, 0 to 1. @param {Pick<Spectrogram, 'low_hz' | 'high_hz'>} picture @param {number} hertz */
export const heightOf = ({ low_hz: low, high_hz: high }, hertz) => 1 - Math.log(hertz / low) / Math.log(high / low)

/** In words: the strongest band on average, and the range that is at most `below` dB weaker; null for silence. @param {Spectrogram} picture @param {Uint8Array} bytes */
export function summaryOf(picture, bytes, below = 30) {
  const { columns, bands } = picture
  const power = Array.from({ length: bands }, (_, band) => {
    let sum = 0
    for (let column = 0; column < columns; column++) {
      const level = bytes[column * bands + band]
      if (level) sum += 10 ** ((picture.floor_db + (level / 255) * (picture.ceiling_db - picture.floor_db)) / 10)
    }
    return sum / columns
  })
  const most = Math.max(...power)
  if (!(most > 0)) return null
  const near = power.flatMap((level, band) => (level >= most * 10 ** (-below / 10) ? [band] : []))
  return { strongest: hertzOf(picture, power.indexOf(most)), low: hertzOf(picture, near[0]), high: hertzOf(picture, near[near.length - 1]) }
}
