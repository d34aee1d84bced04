// @ts-check
/** Waveforms and what plays. */

export const wave = {
  position: 'Playback position',
  place: (/** @type {string} */ time, /** @type {string} */ duration, /** @type {string | undefined} */ part) => `${time} of ${duration}${part ? `, ${part}` : ''}`,
  play: 'Play',
  pause: 'Pause',
  zoom: 'Zoom',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Show the whole song',
  loopRange: 'Loop the range',
  loopWhole: 'Loop the song',
  range: 'Range',
  from: 'Start',
  to: 'End',
  whole: 'Whole song',
  noTime: 'Write a time like 1:23.4.',
  pastEnd: (/** @type {string} */ end) => `The song ends at ${end}.`,
  startLate: 'The start must come before the end.',
  stopEarly: 'The end must come after the start.',
  tooShort: (/** @type {number} */ least) => `Take at least ${least} second${least === 1 ? '' : 's'}.`,
  unplayable: 'The sound could not be played. Is the studio still running?',
  notAllowed: 'The browser wants you to press Play yourself.',
  undrawable: 'The waveform could not be drawn; reload the page to try again.',
  segment: (/** @type {number} */ number) => `Segment ${number}`,
}

export const multitrack = {
  unreadable: 'This sound could not be read',
  unreadableDetail: 'The studio sent something that is not the sound file it should be.',
  unreadableRemedy: 'Try again; if it stays so, reload the page.',
  unreachable: 'The sound could not be fetched.',
  unreachableRemedy: 'Is the studio still running? Press Play to try again.',
  changed: 'The cover was made anew',
  changedDetail: 'What played is no longer there; the new one is loaded.',
}

export const nowPlaying = {
  title: 'Now playing',
  position: 'Position of what plays',
  play: (/** @type {string} */ name) => `Play: ${name}`,
  pause: (/** @type {string} */ name) => `Pause: ${name}`,
  open: (/** @type {string} */ name) => `Open the page of ${name}`,
  close: 'Stop, and close the player',
  heard: 'What you hear',
  sound: 'Volume',
  soundAndVersion: 'Volume, and what you hear',
  mute: 'Mute',
  unmute: 'Unmute',
  gone: (/** @type {string} */ name) => `“${name}” was deleted, so it plays no more.`,
  changed: 'This cover was made anew while it played.',
  hearNew: 'Hear the new one',
  elsewhere: 'Stopped here, because another tab of the studio plays.',
}
