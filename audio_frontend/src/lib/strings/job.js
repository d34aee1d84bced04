// @ts-check
/** A job at work, and how it ended. */

export const job = {
  loading: 'Opening the job…',
  gone: { title: 'This job is gone', detail: 'It was deleted, in another window perhaps. Its files are gone with it.', home: 'To the library' },
  lost: 'Connection lost. The job goes on as soon as the studio runs; what is finished stays.',
  stuck: 'Nothing goes on at present. It will by itself, as soon as this is mended:',
  leaving: 'Deleting…',
  noVoice: 'Voice untouched', song: 'Song:',
  rename: 'Rename', newTitle: 'Title', noTitle: 'A title needs a letter.',
  deleteTitle: 'Delete this job?',
  /** @param {string} title @param {string} size */
  deleteHint: (title, size) => `“${title}” and all its files are deleted; that frees ${size}. The song itself stays.`,
  /** @param {string} title @param {string} size */
  deleted: (title, size) => `“${title}” is deleted; ${size} are free again.`,
  title: { /** @param {string} done @param {string} name */ work: (done, name) => `${done} · ${name}`, /** @param {string} status @param {string} name */ end: (status, name) => `${status} · ${name}` },
  bell: { ask: 'Tell me when it has ended', on: 'You will be told when it has ended', refused: 'This browser does not let the studio tell you' },
  progress: 'Progress', overall: 'Whole job',
  /** @param {number} place */
  place: (place) => (place === 1 ? 'Next in the queue' : `${['', '', '2nd', '3rd'][place] ?? `${place}th`} in the queue`),
  queuedHint: 'It starts by itself as soon as there is room.',
  /** @param {string} time */
  elapsed: (time) => `${time} so far`,
  /** @param {string} range */
  left: (range) => `about ${range} left`,
  /** @param {string} range not measured on this computer yet */
  guessed: (range) => `${range} left (guessed)`,
  cancelling: 'Stopping…',
  cancelHintNone: 'If you cancel, you can start it again later.',
  cancelHint: 'If you cancel, finished segments stay, and you can go on later.',
  stages: { label: 'Stages', decode: 'Read the song', isolate: 'Isolate the vocal', pitch: 'Follow the pitch', voice: 'Convert the voice', backing: 'Split the backing', master: 'Mix and master', harmony: 'Sing the harmonies', double: 'Sing the second take', key: 'Find the scale', plan: 'Plan', stems: 'Split the backing' },
  states: { pending: 'Waiting', running: 'Running', done: 'Done', skipped: 'Not needed', failed: 'Failed', cancelled: 'Cancelled' },
  /** @param {string} speed */
  realTime: (speed) => `${speed} real time`,
  /** @param {string} what @param {number} quarter */
  said: (what, quarter) => (quarter ? `${what}, ${quarter} %` : what),
  mixing: 'Mixing again. The result below is the one before.',
  segments: {
    title: 'Segments', hint: 'Finished ones play at once.', list: 'Segments of the song',
    /** @param {number} ready @param {number} all */
    ready: (ready, all) => `${ready} of ${all} ready`,
    /** @param {number} number @param {string} from @param {string} to */
    name: (number, from, to) => `Segment ${number}, ${from}–${to}`,
    /** @param {string} name @param {string} state */
    label: (name, state) => `${name}, ${state}`,
    pending: 'waiting', done: 'ready', failed: 'failed', cancelled: 'cancelled', kept: 'keeps the original',
    /** @param {string} done */
    begun: (done) => `waiting at ${done}`,
    work: { decode: 'reading', isolate: 'isolating the vocal', pitch: 'following the pitch', voice: 'converting', backing: 'splitting the backing', other: 'at work' },
    /** @param {string} work @param {string} done */
    running: (work, done) => `${work} ${done}`,
    listen: 'Listen', original: 'Original there', making: 'Preparing the sound…', unplayable: 'This can’t be played now. Try again.', again: 'Make it again',
  },
  along: { title: 'Listen while it is made', none: 'The first segment can be played here in a moment.', waiting: 'The next segment is not ready yet; it goes on by itself.', draft: 'A first hearing: key and voice may still change a little when the whole song is known.' },
  attention: {
    title: 'Needs attention',
    /** @param {number} ready @param {number} all */
    ready: (ready, all) => `${ready} of ${all} segments are ready.`,
    /** @param {string} where @param {string} why */
    one: (where, why) => `${where} failed: ${why}`,
    /** @param {string} where */
    cancelled: (where) => `${where} was cancelled.`,
    /** @param {number} number @param {string} from @param {string} to */
    where: (number, from, to) => `Segment ${number} (${from}–${to})`,
    /** @param {number} count */
    more: (count) => `${count} more`,
    retry: 'Retry', retryWith: 'Retry with another setting', keep: 'Keep the original there', copy: 'Copy details', copied: 'Copied', notCopied: 'Could not copy', asked: 'The studio is asked…',
    /** @param {number} count */
    retryAll: (count) => `Retry all ${count}`,
    retryAllWith: 'Retry all with another setting',
    download: 'Download what’s ready', downloadHint: 'Where a segment failed, the original sounds. Nothing is shortened.',
  },
  failed: {
    title: 'This job could not be finished',
    /** @param {string} stage */
    at: (stage) => `It stopped at “${stage}”.`,
    /** @param {number} ready @param {number} all */
    kept: (ready, all) => (ready ? `${ready} of ${all} segments are finished and stay; only the others are done again.` : 'No segment is finished yet. The song and your settings are kept.'),
    resume: 'Resume', resumeWith: 'Resume with another setting', earlier: 'The result from before is still here.',
  },
  cancelled: { title: 'Cancelled', detail: 'You stopped this job.' },
  again: {
    /** @param {string} where */
    title: (where) => `${where}: retry`, all: 'Retry with another setting', hint: 'Only for what failed; everything else stays as it is.', hintOne: 'Only for this segment; everything else stays as it is.',
    quality: 'Separation', device: 'Computed on',
    strength: 'How far towards the voice', strengthHint: '0 leaves the singer as they are.', pitch: 'Pitch is followed by', go: 'Retry', none: 'Loading the engines…',
  },
  done: {
    title: 'Your cover is ready',
    /** @param {string} names */
    standIns: (names) => `A stand-in was used (${names}). The result is marked as such, in its name and its tags.`,
    player: 'Opening the player…', again: 'Make another with these', songGone: 'The song was deleted. Add it again to use these settings.',
  },
}
