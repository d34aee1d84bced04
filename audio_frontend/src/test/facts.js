// @ts-check
/** What the studio tells of a config, for tests; each test changes what it is about. */

/** @typedef {import('@/lib/api.js').Schemas['ConfigFacts']} ConfigFacts */
/** @typedef {import('@/lib/api.js').Schemas['MixTrack']} MixTrack */

/** @param {string} stem @param {string} [fader] @returns {MixTrack} */
export const trackOf = (stem, fader = `mixing.${stem === 'vocals' ? 'vocal' : stem}_db`) => ({ stem, file: fader.startsWith('mixing.') ? `prefader_${stem}` : stem, fader, pan: fader.replace(/_db$/, '_pan'), draft: !fader.startsWith('mixing.') })

/** Of a song with the studio's own settings. @param {Partial<ConfigFacts>} [over] @returns {ConfigFacts} */
export const factsOf = (over = {}) => ({
  uses_voice: true, blends_voices: false, changes_vocal: true, renders_vocals: true, follows_pitch: true, uses_scale: false, isolates: true,
  has_backing: true, moves_backing: false, splits_backing: false, backing_vocals: [],
  stems: ['mix', 'vocals', 'instrumental', 'original_vocals', 'original'], filled_stems: ['mix', 'vocals', 'instrumental', 'original_vocals', 'original'],
  mix_tracks: [trackOf('vocals'), trackOf('instrumental')],
  remix_fields: ['mixing.vocal_db', 'mixing.instrumental_db', 'mixing.fade_in', 'mixing.fade_out', 'mixing.reverb', 'mixing.target_lufs'],
  retry_fields: ['processing.device', 'instrumental.quality', 'instrumental.engine', 'svc.strength', 'svc.breath', 'swiftf0.f0_method'],
  ...over,
})

/** A sentence of the studio that has no code of its own. @param {string} text @returns {import('@/lib/api.js').Schemas['Message']} */
export const textOf = (text) => ({ code: 'text', fields: [], values: { text } })
