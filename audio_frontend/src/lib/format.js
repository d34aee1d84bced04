// @ts-check
/** Numbers as people say them. Times in seconds, sizes in bytes, pitches in Hz. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const oneDecimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const NOTES = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B']

/** 83.4 → "1:23", 3700 → "1:01:40"; with `tenths` "1:23.4". @param {number} seconds @param {boolean} [tenths] */
export function clock(seconds, tenths = false) {
  const safe = Number.isFinite(seconds) ? Math.max(seconds, 0) : 0
  const rounded = tenths ? Math.round(safe * 10) / 10 : Math.floor(safe + 1e-6)
  const hours = Math.floor(rounded / 3600)
  const minutes = Math.floor((rounded % 3600) / 60)
  const rest = rounded % 60
  const last = tenths ? rest.toFixed(1).padStart(4, '0') : String(rest).padStart(2, '0')
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${last}` : `${minutes}:${last}`
}

/** "1:23.4", "83.4" or "1:01:40" → seconds; NaN for what is no time. @param {string} text */
export function seconds(text) {
  const parts = text.trim().replace(',', '.').split(':')
  if (parts.length > 3 || parts.some((part, at) => !(at === parts.length - 1 ? /^\d+(\.\d+)?$/ : /^\d+$/).test(part))) return NaN
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0)
}

/** For a screen reader: "1 minute 23 seconds". @param {number} time */
export function spokenTime(time) {
  const total = Math.max(Math.floor(time + 1e-6), 0)
  const named = [[Math.floor(total / 3600), 'hour'], [Math.floor((total % 3600) / 60), 'minute'], [total % 60, 'second']]
  const parts = named.filter(([count]) => count).map(([count, name]) => `${count} ${name}${count === 1 ? '' : 's'}`)
  return parts.join(' ') || '0 seconds'
}

/** About how long, in words: "8 s", "2 min", "1 h 10 min". @param {number} time */
export function roughly(time) {
  if (time < 1) return 'a second'
  if (time < 90) return `${whole.format(time)} s`
  if (time < 5400) return `${whole.format(time / 60)} min`
  const minutes = Math.round(time / 60)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** A range of times in one unit: "4–6 min". @param {{low: number, high: number}} range */
export function roughRange({ low, high }) {
  const [from, to] = [roughly(low), roughly(high)]
  if (from === to) return from
  const unit = to.split(' ').slice(1).join(' ')
  return from.endsWith(` ${unit}`) && !to.includes('h') ? `${from.split(' ')[0]}–${to}` : `${from} – ${to}`
}

/** 1234567 → "1.2 MB". @param {number} size */
export function bytes(size) {
  if (size < 1e3) return `${size} B`
  if (size < 1e6) return `${whole.format(size / 1e3)} kB`
  return size < 1e9 ? `${oneDecimal.format(size / 1e6)} MB` : `${oneDecimal.format(size / 1e9)} GB`
}

/** "+2 dB", "−3.5 dB"; a true minus sign. @param {number} gain */
export const decibels = (gain) => `${signed(gain)} dB`

/** @param {number} value */
export function signed(value) {
  const rounded = Math.round(value * 10) / 10
  return `${rounded > 0 ? '+' : rounded < 0 ? '−' : ''}${oneDecimal.format(Math.abs(rounded))}`
}

/** 0.42 → "42 %". Never 100 before it is done. @param {number} fraction */
export const percent = (fraction) => `${fraction >= 1 ? 100 : Math.min(Math.floor(fraction * 100), 99)} %`

/** A part of a whole: 0.333 → "33 %". @param {number} fraction */
export const share = (fraction) => `${whole.format(fraction * 100)} %`

/** 221 → "A3". @param {number} hertz */
export function note(hertz) {
  if (!(hertz > 0)) return '–'
  const midi = Math.round(69 + 12 * Math.log2(hertz / 440))
  return `${NOTES[((midi % 12) + 12) % 12]}${Math.floor(midi / 12) - 1}`
}

/** 44100 → "44.1 kHz". @param {number} rate */
export const kilohertz = (rate) => `${oneDecimal.format(rate / 1000)} kHz`

/** 440 → "440 Hz", 3000 → "3 kHz". @param {number} frequency */
export const hertz = (frequency) => (frequency < 1000 ? `${whole.format(frequency)} Hz` : kilohertz(frequency))

/** "3.1×" real time. @param {number} speed */
export const times = (speed) => `${speed >= 10 ? whole.format(speed) : oneDecimal.format(speed)}×`

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** "3 minutes ago"; what seems to lie ahead was written before a clock was set back: just now. @param {number} epoch seconds since 1970 @param {number} [now] */
export function ago(epoch, now = Date.now() / 1000) {
  const since = Math.min(epoch - now, 0)
  for (const [unit, length] of /** @type {const} */ ([['day', 86400], ['hour', 3600], ['minute', 60]])) {
    if (Math.abs(since) >= length) return relative.format(Math.round(since / length), unit)
  }
  return 'just now'
}

/** A long file name cut in its middle, so that its end still shows. @param {string} name @param {number} [most] */
export function middle(name, most = 48) {
  const letters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(name)].map((grapheme) => grapheme.segment)
  if (letters.length <= most) return name
  const tail = Math.floor((most - 1) / 3)
  return `${letters.slice(0, most - 1 - tail).join('')}…${letters.slice(-tail).join('')}`
}
