// @ts-check
/** The tokens of index.css as colours that a canvas can paint with. */

/** @param {string} name without the dashes */
export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || '#888888'

/** "#0e6e6e" → [14, 110, 110]; "#fff", as the built stylesheet has it, too. @param {string} hex @returns {[number, number, number]} */
export function rgb(hex) {
  const long = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex
  return /** @type {[number, number, number]} */ ([1, 3, 5].map((at) => parseInt(long.slice(at, at + 2), 16)))
}

/** `share` of one colour, the rest of the other. @param {string} one @param {string} other @param {number} share */
export function mixed(one, other, share) {
  const [a, b] = [rgb(one), rgb(other)]
  return `rgb(${a.map((value, at) => Math.round(value * share + b[at] * (1 - share))).join(' ')})`
}

/** @typedef {'song' | 'cover' | 'original' | 'quiet'} Tone */

/** What lies ahead of the play head, and what has been played. @param {Tone} tone */
export function waveColours(tone) {
  const accent = token('accent')
  switch (tone) {
    case 'cover':
      return { waveColor: mixed(accent, token('panel'), 0.62), progressColor: accent }
    case 'original':
      return { waveColor: mixed(token('wave'), token('panel'), 0.8), progressColor: token('wave') }
    case 'quiet':
      return { waveColor: token('wave'), progressColor: token('wave') }
    default:
      return { waveColor: token('wave'), progressColor: accent }
  }
}

/** Call it when the theme has changed. @param {() => void} redraw @returns {() => void} the clean-up */
export function onTheme(redraw) {
  window.addEventListener('themechange', redraw)
  return () => window.removeEventListener('themechange', redraw)
}
