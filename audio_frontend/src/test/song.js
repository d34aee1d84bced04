// @ts-check
/** What a studio answers, for the tests of the main screen. */

import { factsOf, textOf } from './facts.js'

export const PRESETS = {
  fast: { processing: { segment_length: 20, max_concurrent_segments: 2 }, quality: { bit_depth: 16, output_format: 'wav' }, instrumental: { quality: 'fast' } },
  balanced: { processing: { segment_length: 30, max_concurrent_segments: 2 }, quality: { bit_depth: 16, output_format: 'wav' }, instrumental: { quality: 'balanced' } },
  quality: { processing: { segment_length: 30, max_concurrent_segments: 1 }, quality: { bit_depth: 24, output_format: 'flac' }, instrumental: { quality: 'best' } },
}

/** Hz, as the studio tells them; the other formats hold any. */
export const SAMPLE_RATES = {
  mp3: [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000],
  m4a: [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000],
}

export const UPLOAD = {
  file_id: 'song1', filename: 'Harbour.mp3', size_bytes: 4_000_000, sha256: 'aa', duration_s: 200, frames: 8_820_000, sample_rate: 44_100, channels: 2,
  codec: 'mp3', container: 'mp3', has_cover: false, title: null, artist: null, tags: {}, warnings: [], messages: [], media_type: 'audio/mpeg', created: 1, same_as: null,
}
export const BACKING = { ...UPLOAD, file_id: 'music1', filename: 'Music.wav' }

export const PRESET_VOICE = { voice_id: 'deeper', name: 'Deeper', kind: 'preset', engine: 'echo', facts: { summary: 'A larger throat.', range_shift_semitones: -5 }, sample: '/voices/deeper/sample', created: null }
export const CLIP_VOICE = { voice_id: 'anna1', name: 'Anna', kind: 'clip', engine: 'echo', facts: { low_note: 'A2', high_note: 'E4', f0_low_hz: 110, f0_median_hz: 165, f0_high_hz: 330 }, sample: '/voices/anna1/sample', created: 1 }

export const PITCH = {
  file_id: 'song1', source: 'song', voiced_s: 20, listened_s: 30, excerpts: [{ start_s: 0, stop_s: 10 }, { start_s: 60, stop_s: 70 }, { start_s: 120, stop_s: 130 }],
  median_hz: 221, low_hz: 165, high_hz: 330, median_note: 'A3', low_note: 'E3', high_note: 'E4',
  suggestion: { semitones: -12, reason: 'one octave', message: textOf('one octave'), voice_median_hz: 124, octaves: [-12, 0, 12].map((semitones) => ({ semitones, reason: `lands at ${semitones}`, message: textOf(`lands at ${semitones}`) })) },
}

export const VALIDATED = {
  config: {}, duration_s: 200, segments: Array.from({ length: 7 }, (_, index) => ({ index, start_s: index * 30, stop_s: index * 30 + 30 })),
  placeholders: [], warnings: [], messages: [], facts: factsOf(), disk_bytes: 410_400_000, eta_s: { low: 120, high: 240, measured_here: false },
}

/** A song without singing: nothing to hear it by. */
export const UNSUNG = { file_id: 'song1', source: 'song', items: [], best: null, reason: 'No singing was found.', message: { code: 'no_singing_found', fields: [], values: {} } }
