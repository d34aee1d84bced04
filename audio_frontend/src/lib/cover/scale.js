// @ts-check
/** Scales: which there are, and their names as musicians write them. */
import { t } from '../strings/index.js'

const words = t.song.pitchStyle
const MAJOR = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B']
const MINOR = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'G#', 'A', 'Bb', 'B']

/** Each key once, in its usual spelling. */
export const SCALES = ['auto', 'chromatic', ...MAJOR.map((note) => `${note} major`), ...MINOR.map((note) => `${note} minor`)]

/** "Bb minor" → "B♭ minor". @param {string} key */
export function scaleLabel(key) {
  if (key === 'auto') return words.scaleAuto
  if (key === 'chromatic') return words.chromatic
  const [note, mode] = key.split(' ')
  return `${note.replace('b', '♭').replace('#', '♯')} ${words[/** @type {'major'} */ (mode)]}`
}
