// @ts-check
/** Which files there are, and what fits into them. */

/** @typedef {import('@/lib/cover/settings.js').Config['quality']} Quality */

export const OUTPUTS = /** @type {const} */ (['wav-16', 'wav-24', 'wav-32', 'flac-16', 'flac-24', 'mp3', 'ogg', 'm4a'])
const RATES = [44_100, 48_000, 88_200, 96_000]
const HIGHEST = { mp3: 48_000, m4a: 96_000 }

/** @param {Quality} quality */
export const outputOf = ({ output_format, bit_depth }) => (output_format === 'wav' || output_format === 'flac' ? `${output_format}-${bit_depth}` : output_format)

/** The sample rates a format can hold. @param {string} format */
export const ratesOf = (format) => RATES.filter((rate) => rate <= (/** @type {Record<string, number>} */ (HIGHEST)[format] ?? Infinity))

/** The fields that another output changes: a rate it can't hold goes along. @param {string} output @param {Quality} quality @returns {Partial<Quality>} */
export function withOutput(output, { sample_rate }) {
  const [format, bits] = output.split('-')
  const highest = /** @type {Record<string, number>} */ (HIGHEST)[format] ?? Infinity
  return {
    output_format: /** @type {Quality['output_format']} */ (format),
    ...(bits && { bit_depth: /** @type {Quality['bit_depth']} */ (Number(bits)) }),
    ...(sample_rate !== 'source' && sample_rate > highest && { sample_rate: highest }),
  }
}
