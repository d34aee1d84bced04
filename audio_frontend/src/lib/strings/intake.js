// @ts-check
/** The first screen: songs on their way in, what is here already. */

export const studio = {
  title: 'Give a song another voice',
  hint: 'Add a song, choose a voice, a key and a backing, and listen to your cover.',
  demo: 'Use the demo song',
  demoBusy: 'Getting the demo song…',
  demoHint: 'No song at hand? A short one is here to try.',
  songs: 'Recent songs',
  noSongs: 'No songs yet. The ones you add are listed here.',
  jobs: 'Recent covers',
  noJobs: 'No covers yet. The ones you make are listed here.',
  allJobs: 'All covers',
  waiting: 'Waiting for the studio to answer.',
  chip: {
    label: 'This computer and the studio’s engines',
    cpu: 'Processor',
    /** @param {string} free */
    memory: (free) => `${free} of memory free`,
    /** @param {string} free @param {string} total */
    vram: (free, total) => `${free} of ${total} GPU memory free`,
    /** @param {number} ready @param {number} all */
    engines: (ready, all) => `${ready} of ${all} engines ready`,
    asking: 'Looking at this computer…',
  },
  missing: {
    title: 'Something is missing on this computer',
    pitch: 'Following the pitch is not possible, so a voice can’t be moved or converted.',
    voice: 'Converting a voice is not possible; songs can still be separated, transposed and mixed.',
    stems: 'Voice and backing can’t be separated; a vocal alone can still be converted.',
    look: 'See what to do',
  },
}

export const uploader = {
  drop: 'Drop a song here',
  choose: 'or choose files',
  now: 'Let go to add it',
  input: 'Songs to add',
  /** @param {string[]} formats */
  formats: (formats) => formats.map((format) => format.toUpperCase()).join(', '),
  /** @param {string} size @param {string} time */
  limits: (size, time) => `Up to ${size} each; of a song over ${time} you choose a part.`,
  asking: 'Asking the studio what it takes…',
  rows: 'Songs on their way',
  waiting: 'Waiting',
  sending: 'Sending',
  checking: 'Being checked',
  checkingHint: 'All of it has arrived; the studio is listening to it.',
  ready: 'Ready',
  refused: 'Not taken',
  notSent: 'Not sent',
  cancelled: 'Cancelled',
  /** @param {string} done @param {string} all */
  sent: (done, all) => `${done} of ${all}`,
  /** @param {string} speed */
  speed: (speed) => `${speed}/s`,
  /** @param {string} time */
  left: (time) => `${time} left`,
  stalled: 'nothing has gone out for a few seconds',
  retry: 'Retry',
  sendAnyway: 'Send anyway',
  open: 'Open',
  remove: 'Remove from the list',
  clear: 'Clear the list',
  /** @param {string} act @param {string} name */
  about: (act, name) => `${act}: ${name}`,
  /** @param {string} name */
  progress: (name) => `Sent of ${name}`,
  twice: 'Here twice',
  same: 'You have this song already.',
  /** @param {string} name */
  sameAs: (name) => `You have this song already, as “${name}”.`,
  sameHint: 'One copy is enough: every cover can use it.',
  useThat: 'Use that one',
  using: 'Deleting the copy…',
  keepBoth: 'Keep both',
  empty: { title: 'This file is empty', detail: 'It has 0 bytes, so there is nothing to send.', remedy: 'Choose another file, or export it again.' },
  /** @param {string} size @param {string} most */
  tooLarge: (size, most) => ({ title: 'This file is too large', detail: `It has ${size}; the studio takes up to ${most}.`, remedy: 'Shorten it, or save it as FLAC or MP3.' }),
  /** @param {string} ending @param {string} formats */
  unknown: (ending, formats) => ({
    title: 'This may not be a sound file',
    detail: ending ? `The studio knows ${formats}; this one ends in “.${ending}”.` : `The studio knows ${formats}; this one has no ending.`,
    remedy: 'If you know that there is sound in it, send it anyway: the studio looks inside.',
  }),
  /** @param {{total: number, ready: number, refused: number, cancelled: number, busy: string}} sum */
  summary: ({ total, ready, refused, cancelled, busy }) =>
    [
      `${ready} of ${total} ${total === 1 ? 'song' : 'songs'} ready.`,
      refused && `${refused} not taken.`,
      cancelled && `${cancelled} cancelled.`,
      busy,
    ].filter(Boolean).join(' '),
  /** @param {string} name @param {number} quarter */
  atQuarter: (name, quarter) => `Sending ${name}${quarter ? `, ${quarter} %` : ''}.`,
  /** @param {string} name */
  atCheck: (name) => `Checking ${name}.`,
}
