// @ts-check
/** Voices, and the right to use them. */

export const voices = {
  title: 'Voices',
  echo: 'Echo moves a voice towards another one. It is not a clone: the result resembles the voice, it won’t pass for the person. On twenty pairs of voices it was not made with, likeness by a speaker encoder was .65 in the song’s own key and .70 in a suggested one (the same person: .96 to .98), and 83 % of the words were understood.',
  add: 'Add a voice',
  own: 'Your voices',
  ownHint: 'From clips that you brought',
  none: 'No voice of yours yet',
  noneHint: 'Bring 10 to 120 seconds of somebody singing or speaking, and songs can be moved towards that voice. Or import a voice that was trained with so-vits-svc or RVC: drop its files on any page.',
  importOne: 'Import a trained voice',
  trained: 'Trained voices', trainedHint: 'Of so-vits-svc and RVC, from files that you brought',
  files: 'Its files', fileKinds: { archive: 'archive', weights: 'weights', config: 'settings', index: 'index', features: 'vectors', clusters: 'clusters', unused: 'not used' },
  test: 'Hear its test',
  edit: 'Edit',
  presets: 'Ready-made voices',
  presetsHint: 'They need no clip',
  search: 'Search voices',
  /** @param {string} search */
  noMatch: (search) => `No voice is called “${search}”.`,
  play: 'Play', stop: 'Stop', preparing: 'Preparing…', unplayable: 'This can’t be played now. Try again.',
  clip: 'The clip', preview: 'Hear it sing', preparingHint: 'The first time the studio sings a line first; that takes some seconds.',
  look: 'Look at its sound', looking: 'Drawing its sound…', unseen: 'Its sound can’t be drawn now.',
  /** @param {string} name */
  picture: (name) => `Spectrogram of “${name}”: time from left to right, 40 Hz to 16 kHz from bottom to top, the pitch as a light line.`,
  pictureHint: 'Time from left to right, low to high from bottom to top; the light line is the pitch.',
  /** @param {string} act @param {string} name */
  about: (act, name) => `${act}: ${name}`,
  rename: 'Rename', renameTitle: 'Rename this voice', newName: 'New name',
  deleteTitle: 'Delete this voice?',
  /** @param {string} name */
  deleteHint: (name) => `“${name}”, its clip and what was learned from it are deleted. Covers made with it stay.`,
  /** @param {string} name */
  deleteTrainedHint: (name) => `“${name}” is deleted: its weights, its index and its test. Covers made with it stay. To have it again you need its files.`,
  /** @param {string} name @param {string} size */
  deleted: (name, size) => `“${name}” is deleted; ${size} are free again.`,
  rights: 'Your right to use it',
  rightsNone: 'not stated in this browser',
  /** @param {string} low @param {string} high */
  range: (low, high) => `${low} to ${high}`,
  facts: {
    range: 'Range', median: 'Middle', heard: 'Voice heard', noise: 'Noise', clarity: 'Clarity', key: 'Likes to sing',
    /** @param {string} note @param {string} hertz */
    middle: (note, hertz) => `${note} (${hertz} Hz)`,
    /** @param {string} voiced @param {string} all */
    of: (voiced, all) => `${voiced} of ${all}`,
    /** @param {string} db */
    quiet: (db) => `low: the voice is ${db} dB above it`,
    /** @param {string} db */
    noisy: (db) => `high: the voice is only ${db} dB above it`,
    /** @param {string} khz */
    upTo: (khz) => `sound up to ${khz}`,
    /** @param {number} count */
    lower: (count) => `${count} ${count === 1 ? 'semitone' : 'semitones'} lower`,
    /** @param {number} count */
    higher: (count) => `${count} ${count === 1 ? 'semitone' : 'semitones'} higher`,
    asSong: 'as high as the song',
    brightness: 'Brightness',
    /** @param {string} db */
    darker: (db) => `highs ${db} dB below the lows`,
    /** @param {string} db */
    brighter: (db) => `highs ${db} dB above the lows`,
    clips: 'Clips',
    /** @param {number} count @param {number} isolated */
    clipsLabel: (count, isolated) => [`${count === 1 ? 'one' : count}`, isolated > 0 && (isolated === count ? 'separated from music' : `${isolated} separated from music`)].filter(Boolean).join(', '),
    trimmed: 'Left out',
    /** @param {string} time */
    trimmedLabel: (time) => `${time} of silence and noise`,
    made: 'Trained with', rate: 'Sample rate', followed: 'Notes it followed', speakers: 'Speakers', retrieval: 'Retrieval', pitch: 'Pitch', licence: 'Licence',
    families: { 'so-vits-svc': 'so-vits-svc', rvc: 'RVC' }, versions: { fork: '(fork)' },
    rangeBy: { test: 'by its test', hand: 'set by you' },
    index: 'index', clusters: 'clusters', noRetrieval: 'none: neither index nor clusters came with it',
    noPitch: 'follows none; it is made for speech', noLicence: 'not noted',
    /** @param {string[]} names */
    speakersLabel: (names) => `${names.length}: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`,
    learned: 'Learned', colour: 'only its mean colour',
    /** @param {string} share */
    learnedLabel: (share) => `its colour, and ${share} of what sets it apart from others`,
  },
  checks: {
    title: 'What the studio heard',
    verdicts: { good: 'Good', fair: 'Fair', poor: 'Poor' },
    names: { length: 'Length', noise: 'Noise', bleed: 'Music beside it', clipping: 'Clipping', speakers: 'One person', bandwidth: 'Clarity', range: 'Range' },
    /** @param {number} good @param {number} fair @param {number} poor */
    sum: (good, fair, poor) => [good && `${good} good`, fair && `${fair} fair`, poor && `${poor} poor`].filter(Boolean).join(', '),
  },
  good: 'A good clip: nothing to complain about.',
  warnings: 'Good to know about this clip', findings: 'What the studio found',
}

/** What is said of a trained voice beside its files. */
export const editVoice = {
  /** @param {string} name */
  title: (name) => `About “${name}”`,
  middle: 'Where it likes to sing, in Hz',
  /** @param {string} note */
  middleHint: (note) => `${note}. The key that suits it is found by this.`,
  middleNone: 'Not known. The middle of its notes, 50 to 1100 Hz, if you know it; else the key stays as sung.',
  middleWrong: 'A number from 50 to 1100, or nothing.',
}

/** From the microphone. Levels in dBFS as text, times as text. */
const record = {
  label: 'Microphone',
  begin: 'Record with the microphone', another: 'Record another clip',
  hint: 'As the microphone hears it, uncompressed (WAV, 24 bit). Headphones on, nothing else playing.',
  never: {
    title: 'No recording in this browser here',
    insecure: 'Browsers give the microphone only to pages from this computer itself or over https, and this page came over plain http from another one. Open the studio on the computer that it runs on (http://localhost…), or record with another app and choose the file.',
    unsupported: 'This browser has no way to record sound. Record with another app and choose the file, or use a current Firefox, Chrome, Edge or Safari.',
  },
  trouble: {
    refused: { title: 'The microphone was not allowed', detail: 'Allow it for this page in the address bar (the lock or the microphone there), perhaps in the system’s privacy settings too. Then try again.' },
    none: { title: 'No microphone was found', detail: 'Connect one, or switch it on. Then try again.' },
    busy: { title: 'The microphone could not be opened', detail: 'Another program may hold it, a call for instance. Close that, then try again.' },
    gone: { title: 'The microphone is gone', detail: 'It was unplugged, or taken away from this page. Connect it again and record anew.' },
    failed: { title: 'Recording did not begin', detail: 'The browser gave no sound. Try again; else record with another app and choose the file.' },
  },
  keptSoFar: 'What was recorded until then is here.',
  asking: 'The browser asks for the microphone: allow it.',
  room: 'Be quiet for a moment: listening to the room…',
  /** @param {string} db */
  silent: (db) => `Nothing comes in (${db} dBFS): is the microphone muted?`,
  /** @param {string} db */
  quiet: (db) => `The room is quiet: ${db} dBFS.`,
  /** @param {string} db */
  some: (db) => `There is some noise in the room: ${db} dBFS. Go closer to the microphone.`,
  /** @param {string} db */
  loud: (db) => `The room is loud: ${db} dBFS. Close windows, switch off fans, go closer to the microphone.`,
  /** @param {number} left */
  counting: (left) => `Begin in ${left}`,
  recording: 'Recording: speak or sing',
  meter: 'Level of the microphone',
  /** @param {string} db */
  level: (db) => `${db} dBFS`,
  tooLoud: 'Too loud: go further away, or turn the microphone down.',
  tooSoft: 'Too soft: go closer, or turn the microphone up.',
  nothing: 'Nothing comes in: is the microphone muted?',
  good: 'The level is good.',
  /** @param {string} time @param {number} least seconds */
  short: (time, least) => `${time} · at least ${least} s are needed`,
  /** @param {string} time @param {number} most seconds */
  enough: (time, most) => `${time} · enough; at most ${most} s are used`,
  time: 'Recorded, of what can be used',
  stop: 'Stop', drop: 'Discard', keep: 'Keep it', again: 'Record again', listen: 'Listen',
  /** @param {string} time */
  taken: (time) => `Recorded: ${time}`,
  wasGood: 'Loud enough, and nothing is clipped.',
  wasLoud: 'It was too loud in places and is clipped there. Record again from further away.',
  wasSoft: 'It is very soft. Record again from closer.',
  wasSilent: 'There is nothing in it: the microphone was muted.',
  /** @param {number} least seconds */
  wasShort: (least) => `It is shorter than ${least} s: keep it if other clips come with it, or record again.`,
  pending: 'Keep or discard the recording.',
  /** @param {number} number */
  file: (number) => `Recording ${number}.wav`,
  take: 'the recording',
}

export const addVoice = {
  title: 'Add a voice',
  hint: 'One clip is enough, several are better. They stay on this computer.',
  name: 'Name of the voice',
  noName: 'Give the voice a name.',
  longName: 'At most 80 letters.',
  clip: 'Clips of the voice',
  drop: 'Drop clips here',
  choose: 'or choose files',
  other: 'Drop more clips',
  noClip: 'Choose a clip of the voice.',
  wrongClip: 'Remove the clip that can’t be taken.',
  list: 'Chosen clips',
  /** @param {number} most */
  tooMany: (most) => `At most ${most} clips.`,
  /** @param {string} name */
  remove: (name) => `Remove ${name}`,
  /** @param {string} act @param {string} name */
  about: (act, name) => `${act}: ${name}`,
  listen: 'Listen', stop: 'Stop', unheard: 'This browser can’t play it; the studio may read it all the same.',
  rename: 'Rename', renameTitle: 'Rename this clip', newName: 'New name', noClipName: 'Give the clip a name.',
  record,
  /** @param {string} name */
  twice: (name) => `“${name}” is in the list already.`,
  tips: 'Good clips are 10 to 120 seconds long together, one voice, dry (little echo).',
  engine: 'Sung by',
  isolate: 'Separate the voice from music',
  isolates: { auto: 'If needed', always: 'Always', never: 'Never' },
  isolateHints: { auto: 'The studio listens for music beside the voice, and separates it when there is some.', always: 'For clips with music; takes longer.', never: 'For a voice that is alone for certain.' },
  add: 'Add this voice',
  /** @param {string} done @param {string} all */
  sending: (done, all) => `Sending: ${done} of ${all}`,
  working: 'Listening to it…',
  workingHint: 'The studio looks for the voice, cleans it, measures it and learns from it. That takes some seconds for a minute of sound, more where music has to be separated.',
  progress: 'Sent of the clips',
  /** @param {string} name */
  added: (name) => `“${name}” is ready`,
  addedHint: 'This is what the studio heard:',
  done: 'Done',
}

export const importVoice = {
  title: 'Import a trained voice',
  hint: 'Of so-vits-svc 4.0 and 4.1, or RVC v1 and v2. Nothing in the files is run, and they stay on this computer.',
  input: 'Files of the voice',
  drop: 'Drop its files or its folder here', now: 'Let go to add it', other: 'Drop more of its files',
  list: 'Files of this voice',
  tips: 'One voice at a time: .pth, .pt or .safetensors, with its config.json and its .index where it has them, or a .zip of them all.',
  name: 'Name of the voice', nameHint: 'Left empty, it is called as its files are.', longLicence: 'At most 1000 letters.',
  licence: 'Licence', licenceHint: 'What its maker allows, in your words. A note for yourself; it can be left empty.',
  add: 'Import this voice',
  noFile: 'Choose the files of the voice.',
  /** @param {number} most */
  tooMany: (most) => `At most ${most} files: a voice has fewer. Remove those that don’t belong to it.`,
  wrongFile: 'Remove the file that can’t be taken.',
  refusedTitle: 'The studio can’t take these files',
  /** @param {number} count */
  refused: (count) => (count === 1 ? 'One file can’t be used; below it stands why, and what to do.' : `${count} files can’t be used; below each stands why, and what to do.`),
  /** @param {string} ending */
  notOfVoice: (ending) => `No file of a voice${ending && ` (it ends in “.${ending}”)`}. Remove it.`,
  empty: 'This file is empty. Remove it, or fetch it again.',
  /** @param {string} size @param {string} most */
  tooLarge: (size, most) => `It has ${size}; the studio takes ${most} at most. Remove it.`,
  /** @param {string} names */
  noVoice: (names) => `Not taken, because it is no file of a trained voice: ${names}. Songs go to the studio, clips to “Add a voice”.`,
  /** @param {string} done @param {string} all */
  sending: (done, all) => `Sending: ${done} of ${all}`,
  progress: 'Sent of the files',
  working: 'Looking into the files…',
  workingHint: 'The studio reads them without running anything in them, keeps them in a safe form, and sings a few seconds with the voice. That takes some seconds, more for a large index.',
  addedHint: 'This is what the studio found:',
}

export const rights = {
  label: 'I may use this voice: it is',
  own: 'Mine',
  ownHint: 'It is your own voice.',
  licensed: 'Licensed',
  licensedHint: 'The person has agreed, or a licence allows it.',
  public_domain: 'Public domain',
  public_domainHint: 'Nobody’s rights stand against it.',
  missing: 'Say why you may use this voice.',
  /** @param {string} name */
  labelFor: (name) => `I may use “${name}”: it is`,
  /** @param {string} name @param {string} right */
  said: (name, right) => `${name}: ${right}`,
}
