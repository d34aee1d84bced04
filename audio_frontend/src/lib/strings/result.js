// @ts-check
/** A finished cover: hearing, mixing, files, report. */

export const result = {
  title: 'Listen',
  drawing: 'Drawing the sound…',
  mode: 'What you hear',
  modes: { original: 'Original', cover: 'Cover', mine: 'Your mix' },
  loudness: (/** @type {number} */ cover, /** @type {number} */ original, /** @type {'limited' | 'unlimited' | false} */ mine) => {
    if (mine) return mine === 'limited' ? 'Your mix plays through the browser’s limiter; after Apply it is the studio’s.' : 'Your mix plays without a limiter, as the cover was made.'
    const [name, by] = cover < original ? ['cover', -cover] : ['original', -original]
    return by < 0.1 ? 'Original and cover are equally loud.' : `The ${name} plays ${by.toFixed(1)} dB lower here, so that both are equally loud.`
  },
  loopRange: 'Range to loop',
  mute: 'Mute everything',
  unmute: 'Sound on',
  volume: 'Volume',
  tracks: { mix: 'the cover', original: 'the original', vocals: 'the voice', double: 'the second take', harmony: 'the harmonies', instrumental: 'the backing', drums: 'the drums', bass: 'the bass', other: 'the rest of the backing' },
  opening: (/** @type {string} */ track) => `Getting ${track} ready. The first time takes a few seconds.`,
  until: (/** @type {string} */ mode) => `Until then you hear: ${mode}.`,
  waiting: 'Waiting for the sound…',
  look: 'Show more',
  looks: { pitch: 'Pitch', spectrogram: 'Spectrogram' },
  peak: (/** @type {string} */ peak) => `Peak ${peak} dB`,
  silent: 'Silence',
  over: 'Too loud',
  lanes: { vocals: 'Voice', double: 'Second take', harmony: 'Harmonies', instrumental: 'Backing', drums: 'Drums (draft)', bass: 'Bass (draft)', other: 'Other (draft)' },
  pitch: {
    sung: 'Sung',
    asked: 'Wanted',
    summary: (/** @type {string} */ low, /** @type {string} */ high, /** @type {string} */ median, /** @type {number} */ hertz, /** @type {string} */ voiced) =>
      `The singer moves between ${low} and ${high}, around ${median} (${hertz} Hz), and sings during ${voiced} of the time. The paler the line, the less sure the pitch.`,
    none: 'No singing was found here.',
    csv: 'Pitch as CSV',
  },
  spectrogram: {
    title: (/** @type {string} */ name, /** @type {string} */ start, /** @type {string} */ stop) => `${name}, ${start} to ${stop}.`,
    summary: (/** @type {string} */ low, /** @type {string} */ high, /** @type {string} */ strongest) => `Most of the sound lies between ${low} and ${high}; it is strongest around ${strongest}.`,
    silent: 'This part is silent.',
  },
  mixer: {
    title: 'Mixer',
    hint: 'You hear your changes at once; Apply makes them the cover.',
    monoHint: 'You hear your changes at once; Apply makes them the cover. It is in mono, so all stand in the middle.',
    mute: (/** @type {string} */ name) => `Mute: ${name}`,
    solo: (/** @type {string} */ name) => `Solo: ${name}`,
    gain: (/** @type {string} */ name) => `Level: ${name}`,
    pan: (/** @type {string} */ name) => `Place: ${name}`, sides: 'L/R',
    off: 'off',
    silent: 'silent',
    unheard: 'heard after Apply',
    more: 'Reverb, fades, loudness',
    moreHint: 'reverb is heard at once, the rest after Apply',
    reverb: 'Reverb on the voice',
    fadeIn: 'Fade-in',
    fadeOut: 'Fade-out',
    loudness: 'Loudness',
    asMixed: 'As mixed',
    lufs: (/** @type {number} */ target) => `${String(target).replace('-', '−')} LUFS`,
    apply: 'Apply mix',
    reset: 'Back to the cover', steps: 'Steps', undo: 'Undo', redo: 'Redo', noUndo: 'Nothing to undo', noRedo: 'Nothing to redo',
    same: 'Nothing is changed yet.',
    working: 'The cover is being mixed.',
    progress: (/** @type {string} */ done) => `Mixing: ${done}`,
  },
  downloads: {
    title: 'Downloads', get: 'Download the cover', mix: 'Cover', formats: 'Cover in another format', stems: 'Parts of the mix', more: 'More',
    madeNow: 'Made when you ask for it: that takes some seconds.', busy: 'Other formats come back when the mix is ready.',
    names: { vocals: 'New vocals', instrumental: 'Backing', original_vocals: 'Original vocals', double: 'Second take', harmony: 'Harmonies', drums: 'Drums (draft)', bass: 'Bass (draft)', other: 'The rest (draft)' },
    zip: 'Everything as ZIP', report: 'Report (JSON)', pitch: 'Pitch curve (CSV)',
    /** @param {string} what @param {string} format */
    as: (what, format) => `${what} as ${format}`,
  },
  report: {
    title: 'Quality report', all: 'All measurements', loading: 'Reading the report…', loudness: 'Loudness', peak: 'Loudest peak', length: 'Length', balance: 'Balance',
    lufs: { /** @param {string} value */ of: (value) => `${value} LUFS`, silent: 'silent' },
    /** @param {string} db */
    dbtp: (db) => `${db} dBTP`,
    /** @param {string} gain */
    gained: (gain) => `moved by ${gain}`,
    limited: { /** @param {string} share */ some: (share) => `limiter at work ${share} of the time`, none: 'limiter never at work' },
    /** @param {string} time @param {string} frames */
    exact: (time, frames) => `${time}, ${frames} samples`,
    /** @param {string} frames @param {string} rate @param {string} time */
    inOut: (frames, rate, time) => `${frames} samples at ${rate} in (${time})`,
    same: 'exactly as long as the song', part: 'the part that was chosen', differs: 'not as long as the song',
    /** @param {string} gain */
    matched: (gain) => `New vocal brought to the old one’s loudness: ${gain}`,
    pitch: 'Voice range', key: 'Transposition',
    /** @param {string} low @param {string} high @param {string} middle */
    range: (low, high, middle) => `${low} to ${high}, middle ${middle}`,
    /** @param {string} seconds */
    sung: (seconds) => `${seconds} sung`,
    unsung: 'No singing was found',
    /** @param {string} steps */
    moved: (steps) => `${steps} semitones`, unmoved: 'none',
    scale: 'Scale', throat: 'Throat', byHand: 'by hand', byItself: 'automatic',
    /** @param {string} confidence */
    sure: (confidence) => `${confidence} sure`,
    /** @param {number} times */
    changes: (times) => (times === 1 ? 'changes once' : `changes ${times} times`),
    /** @param {string} time */
    from: (time) => `from ${time}`,
    /** @param {string} key */
    soundsAs: (key) => `sounds as ${key}`,
    /** @param {string} name @param {string} share @param {number} factor */
    blended: (name, share, factor) => `${name}: ${share}, ${factor}×`,
    verdict: {
      /** @param {string} good */
      well: (good) => `All is well: ${good}.`,
      /** @param {string} good */
      noted: (good) => `Done, with notes: ${good}.`,
      /** @param {string} troubles */
      look: (troubles) => `Worth a look: ${troubles}.`,
      silent: 'it is silent', standIn: 'a stand-in took the place of an engine', clips: 'its peaks go beyond full scale', clean: 'nothing clips', balanced: 'the new voice as loud as the old one',
      /** @param {number} count */
      kept: (count) => (count === 1 ? 'one segment keeps the original' : `${count} segments keep the original`),
    },
    engines: 'Engines', neural: 'neural', classic: 'signal processing', standIn: 'stand-in',
    /** @param {string} hash */
    weights: (hash) => `weights ${hash}`,
    stages: 'Time spent', memory: 'Most memory used', device: 'Computed on', warnings: 'Notes',
    /** @param {string} seconds @param {string} speed */
    spent: (seconds, speed) => `${seconds} (${speed} real time)`,
    /** @param {string} size */
    vram: (size) => `${size} of graphics memory`,
  },
  settings: {
    title: 'Settings used', all: 'All settings', song: 'Song', vocals: 'A vocal alone', source: 'File', profile: 'Profile', voice: 'Voice', range: 'Part of the song', rights: 'Right to use the voices',
    /** @param {string} rights */
    bySetting: (rights) => `${rights} (set for this computer)`,
    /** @param {string} from @param {string} to */
    part: (from, to) => `${from} to ${to}`,
    end: 'the end', on: 'on', off: 'off', unheard: 'a voice that is not heard', auto: 'automatic', none: 'none', asSource: 'as the song',
    groups: { processing: 'Processing', quality: 'File', swiftf0: 'Pitch', svc: 'Voice', harmony: 'Voices beside it', instrumental: 'Backing', mixing: 'Mix' },
  },
}
