// @ts-check
/** Which files there are, and what fits into them. */

/** @typedef {import('@/lib/cover/settings.js').Config['quality']} Quality */

export const OUTPUTS = /** @type {const} */ (['wav-16', 'wav-24', 'wav-32', 'flac-16', 'flac-24', 'mp3', 'ogg', 'm4a'])
const RATES = [44_100, 48_000, 88_200, 96_000]

/** @typedef {Record<string, number[]>} HeldRates Hz by format, from the studio; one that isn't named holds any */

/** @param {Quality} quality */
export const outputOf = ({ output_format, bit_depth }) => (output_format === 'wav' || output_format === 'flac' ? `${output_format}-${bit_depth}` : output_format)

/** The sample rates to choose from: those that a format can hold. @param {string} format @param {HeldRates} held */
export const ratesOf = (format, held) => RATES.filter((rate) => held[format]?.includes(rate) ?? true)

/** The fields that another output changes: a rate it can't hold becomes the next lower one it can. @param {string} output @param {Quality} quality @param {HeldRates} held @returns {Partial<Quality>} */
export function withOutput(output, { sample_rate }, held) {
  const [format, bits] = output.split('-')
  const rates = held[format]
  const unfit = sample_rate !== 'source' && rates && !rates.includes(sample_rate)
  return {
    output_format: /** @type {Quality['output_format']} */ (format),
    ...(bits && { bit_depth: /** @type {Quality['bit_depth']} */ (Number(bits)) }),
    ...(unfit && { sample_rate: rates.findLast((rate) => rate < sample_rate) ?? rates[0] }),
  }
}
