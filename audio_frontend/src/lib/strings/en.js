// @ts-check
/** Every word of the page. Functions where a number or a name comes in. One section per screen. */

export const t = {
  common: {
    studio: 'Audio Studio',
    again: 'Try again',
    cancel: 'Cancel',
    close: 'Close',
    delete: 'Delete',
    dismiss: 'Dismiss',
    keep: 'Keep it',
    loading: 'Loading…',
    save: 'Save',
    skip: 'Skip to the content',
    local: 'Nothing leaves this computer.',
  },
  nav: { label: 'Main', studio: 'Studio', library: 'Library', voices: 'Voices', system: 'System', help: 'Keyboard shortcuts', dark: 'Switch to dark', light: 'Switch to light' },
  lost: { title: 'There is nothing here', detail: 'This address belongs to no page of the studio.', home: 'To the studio' },
  offline: { detail: 'Running jobs go on if it does. Trying to reach it again…' },
  problem: {
    plain: 'That did not work',
    cancelled: { title: 'Cancelled', detail: 'You cancelled this.', remedy: '' },
    unreachable: { title: 'The studio does not answer', detail: 'The page could not reach the studio on this computer.', remedy: 'Is it still running? Try again when it is.' },
    unexpected: { title: 'The studio answered something unexpected', remedy: 'Please try again; the server log says more.' },
    /** @param {number} status */
    status: (status) => `Status ${status}.`,
    page: { title: 'The page made a mistake', remedy: 'Reload the page; nothing is lost on the server.' },
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    hint: 'They rest while you type.',
    key: 'Key',
    action: 'What it does',
    on: 'Shortcuts',
    onHint: 'Off: only Tab, arrows, Enter and Escape do something.',
    rows: /** @type {[string, string][]} */ ([
      ['Space', 'Play or pause'],
      ['Shift+Space', 'Play from the start of the range'],
      ['Home End', 'To the start, to the end'],
      ['← →', '1 second back or on (with Shift 5 seconds)'],
      ['PageUp PageDown', '10 seconds on or back'],
      ['L', 'Loop the range'],
      ['[ ]', 'Start or end of the range at the play head'],
      ['X', 'Original or cover'],
      ['1 … 6', 'Mute a stem (with Shift: solo)'],
      ['+ − 0', 'Zoom in, zoom out, whole song'],
      ['N P', 'Next or previous segment'],
      ['R', 'Retry the chosen segment, if it failed'],
      ['M', 'Mute everything'],
      ['? Esc', 'This sheet; close'],
    ]),
  },
  uploader: {
    drop: 'Drop a song here',
    choose: 'or choose files',
    now: 'Let go to add it',
    input: 'Songs to add',
    /** @param {string[]} formats */
    formats: (formats) => formats.map((one) => one.toUpperCase()).join(', '),
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
  },
  studio: {
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
    /** @param {string} name */
    deleteSong: (name) => `Delete ${name}`,
    deleteTitle: 'Delete this song?',
    /** @param {string} size */
    deleteHint: (size) => `That frees ${size}. Covers made from it stay.`,
    /** @param {string} name @param {string} size */
    deleted: (name, size) => `“${name}” is deleted; ${size} are free again.`,
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
  },
  status: {
    queued: 'Waiting', running: 'Running', completed: 'Done', partial: 'Needs attention', failed: 'Failed', cancelled: 'Cancelled',
    standIns: 'Done, with stand-ins',
    notes: 'Done, with notes',
  },
  rights: {
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
  },
  voices: {
    title: 'Voices',
    echo: 'Echo moves a voice towards another one. It is not a clone: the result resembles the voice, it won’t pass for the person. On twenty pairs of voices it was not made with, likeness by a speaker encoder was .65 in the song’s own key and .70 in a suggested one (the same person: .96 to .98), and 83 % of the words were understood.',
    add: 'Add a voice',
    own: 'Your voices',
    ownHint: 'From clips that you brought',
    none: 'No voice of yours yet',
    noneHint: 'Bring 10 to 120 seconds of somebody singing or speaking, and songs can be moved towards that voice.',
    presets: 'Ready-made voices',
    presetsHint: 'They need no clip',
    search: 'Search voices',
    /** @param {string} wanted */
    noMatch: (wanted) => `No voice is called “${wanted}”.`,
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
      clipsSay: (count, isolated) => [`${count === 1 ? 'one' : count}`, isolated > 0 && (isolated === count ? 'separated from music' : `${isolated} separated from music`)].filter(Boolean).join(', '),
      trimmed: 'Left out',
      /** @param {string} time */
      trimmedSays: (time) => `${time} of silence and noise`,
      learned: 'Learned', colour: 'only its mean colour',
      /** @param {string} share */
      learnedSays: (share) => `its colour, and ${share} of what sets it apart from others`,
    },
    checks: {
      title: 'What the studio heard',
      verdicts: { good: 'Good', fair: 'Fair', poor: 'Poor' },
      names: { length: 'Length', noise: 'Noise', bleed: 'Music beside it', clipping: 'Clipping', speakers: 'One person', bandwidth: 'Clarity', range: 'Range' },
      /** @param {number} good @param {number} fair @param {number} poor */
      sum: (good, fair, poor) => [good && `${good} good`, fair && `${fair} fair`, poor && `${poor} poor`].filter(Boolean).join(', '),
    },
    good: 'A good clip: nothing to complain about.',
    warnings: 'Good to know about this clip',
  },
  addVoice: {
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
    /** @param {string} name */
    twice: (name) => `“${name}” is in the list already.`,
    tips: 'Good clips are 10 to 120 seconds long together, one voice, dry (little echo).',
    isolate: 'Separate the voice from music',
    isolates: { auto: 'If needed', always: 'Always', never: 'Never' },
    isolateHints: { auto: 'The studio listens for music beside the voice, and separates it when there is some.', always: 'For clips with music; takes longer.', never: 'For a voice that is alone for certain.' },
    add: 'Add this voice',
    /** @param {string} done @param {string} all */
    sending: (done, all) => `Sending: ${done} of ${all}`,
    listening: 'Listening to it…',
    listeningHint: 'The studio looks for the voice, cleans it, measures it and learns from it. That takes some seconds for a minute of sound, more where music has to be separated.',
    progress: 'Sent of the clips',
    /** @param {string} name */
    added: (name) => `“${name}” is ready`,
    addedHint: 'This is what the studio heard:',
    done: 'Done',
  },
  system: {
    title: 'System',
    hint: 'What this computer and the studio can do now.',
    machine: 'This computer',
    device: 'Sound is computed on', processor: 'the processor',
    cores: 'Processor cores', gpu: 'Graphics card', noGpu: 'none that can be used; everything works without one',
    memory: 'Memory', vram: 'GPU memory', disk: 'Disk',
    /** @param {string} free @param {string} total */
    free: (free, total) => `${free} free of ${total}`,
    full: 'Nearly full',
    diskLow: 'Songs and covers need room: delete what you no longer need, in the library.',
    queue: 'Work', running: 'Running', queued: 'Waiting', slots: 'At the same time',
    /** @param {number} count */
    jobs: (count) => (count === 1 ? '1 cover' : `${count} covers`),
    /** @param {number} count */
    pieces: (count) => (count === 1 ? '1 piece' : `${count} pieces`),
    engines: 'Engines',
    enginesHint: 'An engine is loaded when it is first needed; loading it now saves that wait.',
    columns: { name: 'Engine', role: 'For', state: 'State', kind: 'Kind', licence: 'Licence', vram: 'GPU memory', act: 'Load or unload' },
    roles: { pitch: 'Pitch', voice: 'Voice', stems: 'Separation' },
    states: { installed: 'Ready', loaded: 'Loaded', placeholder: 'Stand-in', missing: 'Missing' },
    neural: 'Neural network', plain: 'Signal processing',
    noVram: 'none', load: 'Load', unload: 'Unload', loading: 'Loading…', unloading: 'Unloading…',
    /** @param {string} act @param {string} name */
    about: (act, name) => `${act}: ${name}`,
    others: 'Not part of this version',
    doctor: 'Check-up',
    doctorHint: 'Whether everything is here that the studio needs.',
    checkAgain: 'Check again', checking: 'Checking…',
    checks: { ok: 'Fine', warning: 'Mind this', problem: 'Problem' },
    well: 'Everything is fine.', unwell: 'Something needs your attention.',
    aboutTitle: 'About',
    version: 'Studio', os: 'Operating system', copy: 'Copy diagnostics', copied: 'Copied', copyHint: 'Plain text for a report: no folders, no names.',
    copyRefused: 'The browser did not let the page copy. Select the text and copy it yourself:',
    docs: 'API documentation', metrics: 'Metrics', newTab: 'opens in a new tab',
  },
  song: {
    page: 'Song',
    other: 'Another song',
    waiting: 'Fetching the song…',
    missing: 'This song is not here',
    missingHint: 'It may have been deleted, or the address is not complete. Your other songs and covers are where they were.',
    home: 'To the studio',
    facts: 'About the file',
    mono: 'mono', stereo: 'stereo',
    /** @param {number} count */
    channels: (count) => `${count} channels`,
    wave: 'Waveform of the song',
    waveNote: 'Drag over the waveform to work on a part of the song only.',
    waveWaiting: 'Drawing the waveform…',
    /** @param {string} title */
    from: (title) => `The settings of “${title}” are filled in.`,
    fromHint: 'Change what you like: the old cover stays as it is.',
    fromLost: 'The settings of that cover could not be fetched, so these are the usual ones.',
    advanced: 'Advanced',
    source: {
      title: 'What is this file?',
      label: 'What the file is',
      song: 'A whole song', songHint: 'The voice is separated from the music first.',
      vocals: 'Vocals only', vocalsHint: 'A voice alone, without music.',
      backing: 'Vocals, and I have the backing', backingHint: 'You add the music as a second file.',
      quality: 'Separation', qualityHint: 'Best takes about half as long again as balanced.',
      qualities: { fast: 'Fast', balanced: 'Balanced', best: 'Best' },
      engine: 'Separation engine',
      reverb: 'Keep the room of the recording', reverbHint: 'The echo after the voice is not converted, and is added back.',
      split: 'Separate the voice', splitHint: 'Off: the whole song, music too, is treated as the voice.',
      own: 'Your backing', pick: 'From your songs', none: 'Choose one…', noOther: 'There is no other song here yet. Add the backing below.',
      gone: 'The backing you chose is no longer here. Choose another one.',
      needed: 'Choose the backing first.',
      starts: 'It starts together with the vocals, and its level is set in the mix.',
      drop: 'Drop the backing here', choose: 'or choose a file',
      /** @param {string} done @param {string} all */
      sending: (done, all) => `Sending: ${done} of ${all}`,
      checking: 'Listening to the file…',
      /** @param {string} name */
      progress: (name) => `Sent of ${name}`,
    },
    voice: {
      title: 'Which voice?',
      label: 'Whose voice sings',
      other: 'Another voice', blend: 'A blend', keep: 'The singer’s own',
      keepSays: 'The singer keeps their own voice; only key and mix change.',
      truth: 'Echo moves the singer’s voice towards another one. It is not a clone of that person.',
      truthBlend: 'Choose two voices or more, and how much there is of each.',
      none: 'Strength is 0 %, so the voice stays as it is.',
      search: 'Search voices', list: 'Voices',
      /** @param {string} text */
      nothing: (text) => `No voice is called “${text}”.`,
      clip: 'Your clip',
      /** @param {string} name */
      play: (name) => `Listen to ${name}`,
      /** @param {string} name */
      stop: (name) => `Stop ${name}`,
      failed: 'The sample could not be played.',
      /** @param {string} low @param {string} high */
      range: (low, high) => `${low} to ${high}`,
      /** @param {number} semitones */
      sits: (semitones) => (semitones === 0 ? 'at home where the singer is' : `at home ${Math.abs(semitones)} semitones ${semitones < 0 ? 'lower' : 'higher'}`),
      add: 'Add a voice',
      waiting: 'Fetching the voices…',
      gone: 'The voice you chose is no longer here. Choose another one.',
      strength: 'Strength', strengthHint: '0 % leaves the voice as it is.',
      more: 'Throat, breath, engine',
      throat: 'Throat', throatAuto: 'Automatic', throatHand: 'By hand',
      throatAutoHint: 'The studio finds the size that suits the song and the voice; the cover says which it took.',
      throatFactor: 'Size of the throat', throatHint: 'Below 1 a larger throat, above 1 a smaller one.',
      /** @param {number} factor */
      throatSays: (factor) => `${factor}×, ${factor === 1 ? 'as the singer’s' : factor < 1 ? 'larger throat' : 'smaller throat'}`,
      breath: 'The singer’s own breath and consonants', breathHint: '0 % takes all from the new voice; more keeps the words crisp.',
      engine: 'Voice engine',
      change: 'Change',
      consentNeeded: 'Say first that you may use this voice.',
      /** @param {string} name */
      consentNeededFor: (name) => `Say first that you may use the voice “${name}”.`,
    },
    blend: {
      few: 'Choose two voices or more for the blend.',
      full: 'A blend has eight voices at most.',
      /** @param {string} time */
      silent: (time) => `At ${time} nobody sings: give one voice a weight above 0 %.`,
      wrong: 'These points can’t be used: at most 100 for each voice, one after the other.',
      nobody: 'Give at least one voice a weight above 0 %.',
      parts: 'Voices of the blend',
      weights: 'Weights', steady: 'The same all through', changing: 'Changing over time',
      /** @param {string} name */
      weight: (name) => `Weight of ${name}`,
      /** @param {string} name @param {string} time */
      weightAt: (name, time) => `Weight of ${name} at ${time}`,
      /** @param {string} share */
      share: (share) => `${share} of the blend`,
      /** @param {string} name */
      remove: (name) => `Take ${name} out of the blend`,
      gone: 'A voice that is not here any more',
      changingHint: 'Between two moments the weights change evenly; before the first and after the last they stay.',
      moments: 'Moments',
      /** @param {string} time */
      moment: (time) => `At ${time}`,
      time: 'Time',
      add: 'Add a moment at the play head',
      /** @param {string} time */
      added: (time) => `There is a moment at ${time} now.`,
      /** @param {string} time */
      already: (time) => `There is a moment at ${time} already.`,
      most: 'There are 100 moments, the most a blend can have.',
      /** @param {string} time */
      toHead: (time) => `Move the moment at ${time} to the play head`,
      /** @param {string} time */
      removeMoment: (time) => `Remove the moment at ${time}`,
    },
    sung: {
      title: 'How it is sung: vibrato, style, scale',
      vibrato: 'Vibrato', vibratoHint: '100 % as it is sung, 0 % none, 200 % twice as deep.',
      style: 'Style',
      styles: { follow: 'Follow', smooth: 'Smooth', snap: 'Snap to the scale' },
      styleHints: { follow: 'Sings what was sung.', smooth: 'Calms the way from note to note.', snap: 'Draws notes to the nearest one of the scale: a gentle autotune.' },
      amount: 'How much of it', amountNone: 'Follow sings what was sung, so there is nothing to measure out.',
      scale: 'Scale', scaleHint: 'Automatic listens for the song’s own key; the cover says which it found.',
      scaleNone: 'Only Snap, and harmonies in thirds and fifths, need a scale.',
      scaleAuto: 'Automatic', chromatic: 'Every semitone',
      major: 'major', minor: 'minor',
      noSteps: 'Thirds and fifths need a scale: choose a key, or automatic.',
    },
    beside: {
      title: 'Voices beside the lead',
      hint: 'A second take, and harmonies',
      /** @param {boolean} double @param {number} count */
      now: (double, count) => [double && 'second take', count > 0 && (count === 1 ? '1 harmony' : `${count} harmonies`)].filter(Boolean).join(', '),
      double: 'Second take', doubleHint: 'Sung once more, slightly differently, and placed beside the first.',
      doubleLevel: 'Level of the second take', doubleNone: 'There is no second take.',
      harmonies: 'Harmonies', harmoniesHint: 'They sing along with the lead. Thirds and fifths follow the scale (see the card of the key).',
      add: 'Add a harmony', full: 'There are four, the most a cover can have.',
      /** @param {number} number */
      one: (number) => `Harmony ${number}`,
      interval: 'Interval',
      intervals: { octave_above: 'Octave above', fifth_above: 'Fifth above', third_above: 'Third above', third_below: 'Third below', fifth_below: 'Fifth below', octave_below: 'Octave below' },
      gain: 'Level', pan: 'Place',
      /** @param {number} percent */
      place: (percent) => (percent === 0 ? 'middle' : `${Math.abs(percent)} % ${percent < 0 ? 'left' : 'right'}`),
      mono: 'The result is mono, so all stand in the middle.',
      /** @param {number} number */
      remove: (number) => `Remove harmony ${number}`,
      all: 'All harmonies together',
      /** @param {string} interval @param {string} gain @param {string} place */
      says: (interval, gain, place) => `${interval} (${gain}, ${place})`,
    },
    key: {
      title: 'Which key?',
      label: 'Key',
      auto: 'Auto',
      listening: 'Listening for where the singer is…',
      silent: 'No singing was heard in the excerpts, so the key stays as sung.',
      noVoice: 'Auto suits the key to a voice. The singer keeps their own, so it stays as sung.',
      ofBlend: 'Auto suits the key to the blend when the cover is made, and the cover says why.', whenMade: 'found then',
      /** @param {string} note @param {string} hertz @param {number} excerpts */
      singer: (note, hertz, excerpts) => `The singer’s middle is ${note} (${hertz} Hz, heard in ${excerpts === 1 ? '1 excerpt' : `${excerpts} excerpts`})`,
      /** @param {string} note @param {string} hertz @param {string} move */
      voice: (note, hertz, move) => `this voice sits at ${note} (${hertz} Hz): ${move}.`,
      /** @param {string} note @param {string} hertz @param {string} move */
      voiceByHand: (note, hertz, move) => `this voice sits at ${note} (${hertz} Hz). You chose: ${move}.`,
      asSung: 'as sung', stays: 'the nearest octave is as sung', octaveDown: 'one octave down', octaveUp: 'one octave up', octavesDown: 'two octaves down', octavesUp: 'two octaves up',
      /** @param {string} semitones */
      semitones: (semitones) => `${semitones} semitones`,
      /** @param {string} semitones */
      semitone: (semitones) => `${semitones} semitone`,
      down: '−12', same: '0', up: '+12',
      stepper: 'Semitones', less: 'A semitone down', more: 'A semitone up',
      shift: 'Moved by, in semitones',
      strip: 'Range of the singer, and of the voice',
      song: 'Singer', target: 'Voice', moved: 'Cover',
      /** @param {string} name @param {string} low @param {string} middle @param {string} high */
      bar: (name, low, middle, high) => `${name}: ${low} to ${high}, middle ${middle}`,
      /** @param {string} name @param {string} middle */
      point: (name, middle) => `${name}: around ${middle}`,
      transpose: 'Move the backing too', transposeHint: 'Then it stays in key when the voice moves by less than an octave.',
      formant: 'Size of the voice', formantHint: 'Below 1 larger, above 1 smaller; the key stays.',
      method: 'Pitch engine', standIn: 'stand-in', fmin: 'Lowest pitch looked for', fmax: 'Highest pitch looked for',
      fspan: 'At least one and a half times the lowest pitch.',
    },
    backing: {
      title: 'Which backing?',
      label: 'The backing',
      keep: 'As it is', keepHint: 'The music of the song, without its voice.',
      stems: 'Drums, bass, rest (draft)', stemsHint: 'Each with its own level; some sound leaks between them.',
      own: 'Your own file', ownHint: 'Another file gives the music.',
      without: 'Without', withoutHint: 'The voice alone.',
      alone: 'Vocals alone have no backing. Choose “Vocals, and I have the backing” to add one.',
      unsplit: 'Nothing is left as backing, because the voice is not separated (Advanced, in the first card).',
      drums: 'Drums', bass: 'Bass', rest: 'The rest',
    },
    mix: {
      title: 'Mix',
      vocal: 'Voice', backing: 'Backing', reverb: 'Reverb on the voice', silent: 'off',
      balance: 'Match the original balance', balanceHint: 'The new voice gets the loudness of the old one.',
      loudness: 'Loudness', asMixed: 'As mixed', custom: 'Other…', customTarget: 'Loudness in LUFS',
      /** @param {number} lufs */
      lufs: (lufs) => `−${Math.abs(lufs)} LUFS`,
      targets: { '-14': 'streaming', '-16': 'podcast', '-9': 'loud' },
      output: 'File',
      outputs: {
        'wav-16': 'WAV 16-bit', 'wav-24': 'WAV 24-bit', 'wav-32': 'WAV 32-bit float', 'flac-16': 'FLAC 16-bit', 'flac-24': 'FLAC 24-bit',
        mp3: 'MP3', ogg: 'OGG Vorbis', m4a: 'M4A (AAC)',
      },
      rate: 'Sample rate', sameRate: 'As the song',
      channels: 'Channels', channelsSame: 'As the song', channels1: 'Mono', channels2: 'Stereo',
      fadeIn: 'Fade-in', fadeOut: 'Fade-out',
      limiter: 'Limiter', limiterAuto: 'Automatic (−1 dB)', limiterOff: 'Off', limiterOther: 'Other…', ceiling: 'Highest peak',
    },
    work: {
      title: 'How it is computed',
      segment: 'Length of a segment', overlap: 'Cross-fade', together: 'Segments at a time',
      device: 'Computed on', devices: { auto: 'Automatic', cpu: 'Processor', cuda: 'Graphics card' },
      cache: 'Free graphics memory after each segment',
      standIns: 'Allow stand-ins', standInsHint: 'Where an engine is missing, a simpler one takes its place. The cover says so.',
    },
    profile: {
      title: 'Profile', label: 'Profile',
      names: { fast: 'Fast', balanced: 'Balanced', quality: 'Quality' },
      hints: { fast: 'For a first impression.', balanced: 'Good for most songs.', quality: 'The best this studio can do; takes its time.' },
      /** @param {string} label @param {string} before @param {string} after */
      line: (label, before, after) => `${label}: ${before} → ${after}`,
      /** @param {string} name */
      changed: (name) => `${name} changed:`,
      /** @param {string} name */
      same: (name) => `${name} changed nothing: it was all set like that.`,
      custom: 'Changed by you', reset: 'Reset',
      /** @param {string} name */
      resetLabel: (name) => `Reset these to ${name}`,
    },
    foot: {
      title: 'Estimate and start',
      asking: 'Working out how long it takes…',
      none: 'No estimate yet.',
      /** @param {string} time */
      about: (time) => `About ${time} on this computer`,
      /** @param {number} count */
      segments: (count) => (count === 1 ? '1 segment' : `${count} segments`),
      /** @param {string} size */
      disk: (size) => `${size} of disk`,
      guessed: 'guessed until this computer has measured itself',
      notes: 'Good to know',
      problem: 'Something in the settings does not fit',
      try: 'Try 20 s', make: 'Make cover', starting: 'Starting…',
      trySuffix: ' (20 s try)',
      tryRange: '20 seconds from the start of the range', tryHead: '20 seconds from the play head',
      short: 'A try needs a song of 25 s or more; make the cover at once.',
      /** @param {string} fields */
      correct: (fields) => `Correct first: ${fields}.`,
      refused: 'The studio can’t take these settings; the reason stands above.',
      chooseVoice: 'Choose a voice that is here first.',
      allow: 'Use a stand-in', allowHint: 'Choose another engine, or let a stand-in take its place.',
    },
    fields: {
      'processing.segment_length': 'Length of a segment', 'processing.overlap_duration': 'Cross-fade', 'processing.max_concurrent_segments': 'Segments at a time',
      'processing.device': 'Computed on', 'processing.clear_cache_between_segments': 'Free graphics memory',
      'quality.sample_rate': 'Sample rate', 'quality.bit_depth': 'Bits', 'quality.channels': 'Channels', 'quality.output_format': 'Output',
      'swiftf0.enabled': 'Pitch', 'swiftf0.pitch_shift': 'Key', 'swiftf0.formant_shift': 'Size of the voice', 'swiftf0.preserve_vibrato': 'Keep the vibrato',
      'swiftf0.vibrato': 'Vibrato', 'swiftf0.style': 'Style', 'swiftf0.style_amount': 'Amount of the style', 'swiftf0.key': 'Scale',
      'swiftf0.f0_method': 'Pitch engine', 'swiftf0.fmin': 'Lowest pitch', 'swiftf0.fmax': 'Highest pitch',
      'svc.enabled': 'Voice', 'svc.engine': 'Voice engine', 'svc.voice': 'Voice', 'svc.strength': 'Strength',
      'svc.blend': 'Blend', 'svc.formant': 'Throat', 'svc.breath': 'Own breath and consonants', 'svc.double': 'Second take', 'harmony.voices': 'Harmonies',
      'instrumental.enabled': 'Backing', 'instrumental.engine': 'Separation engine', 'instrumental.quality': 'Separation', 'instrumental.split_vocals': 'Separate the voice',
      'instrumental.stems': 'Drums, bass and the rest', 'instrumental.drums_db': 'Drums', 'instrumental.bass_db': 'Bass', 'instrumental.other_db': 'The rest',
      'instrumental.keep_reverb': 'Keep the room', 'instrumental.transpose': 'Move the backing too',
      'mixing.vocal_db': 'Level of the voice', 'mixing.double_db': 'Level of the second take', 'mixing.harmony_db': 'Level of all harmonies', 'mixing.instrumental_db': 'Level of the backing', 'mixing.fade_in': 'Fade-in', 'mixing.fade_out': 'Fade-out',
      'mixing.reverb': 'Reverb', 'mixing.match_original_balance': 'Match the original balance', 'mixing.target_lufs': 'Loudness', 'mixing.true_peak_db': 'Limiter',
      'range.start': 'Start of the range', 'range.stop': 'End of the range',
    },
  },
  wave: {
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
  },
  desk: {
    title: 'Listen',
    drawing: 'Drawing the sound…',
    mode: 'What you hear',
    modes: { original: 'Original', cover: 'Cover', mine: 'Your mix' },
    loudness: (/** @type {number} */ cover, /** @type {number} */ original, /** @type {string} */ mode) => {
      const [name, by] = cover < original ? ['cover', -cover] : ['original', -original]
      return `${by < 0.1 ? 'Original and cover are equally loud.' : `The ${name} plays ${by.toFixed(1)} dB lower here, so that both are equally loud.`}${mode === 'mine' ? ' Your mix plays without the limiter.' : ''}`
    },
    loopRange: 'Range to loop',
    segment: (/** @type {number} */ number) => `Segment ${number}`,
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
      mute: (/** @type {string} */ name) => `Mute: ${name}`,
      solo: (/** @type {string} */ name) => `Solo: ${name}`,
      gain: (/** @type {string} */ name) => `Level: ${name}`,
      off: 'off',
      silent: 'silent',
      unheard: 'heard after Apply',
      more: 'Reverb, fades, loudness',
      moreHint: 'heard after Apply',
      reverb: 'Reverb on the voice',
      fadeIn: 'Fade-in',
      fadeOut: 'Fade-out',
      loudness: 'Loudness',
      asMixed: 'As mixed',
      lufs: (/** @type {number} */ target) => `${String(target).replace('-', '−')} LUFS`,
      apply: 'Apply mix',
      reset: 'Back to the cover',
      same: 'Nothing is changed yet.',
      working: 'The cover is being mixed.',
      progress: (/** @type {string} */ done) => `Mixing: ${done}`,
    },
    unreadable: 'This sound could not be read',
    unreadableDetail: 'The studio sent something that is not the sound file it should be.',
    unreadableRemedy: 'Try again; if it stays so, reload the page.',
    unreachable: 'The sound could not be fetched.',
    unreachableRemedy: 'Is the studio still running? Press Play to try again.',
    changed: 'The cover was made anew',
    changedDetail: 'What played is no longer there; the new one is loaded.',
  },
  crash: { title: 'The page made a mistake', detail: 'Nothing is lost: your songs and jobs are with the studio.', reload: 'Reload the page' },
  job: {
    loading: 'Opening the job…',
    gone: { title: 'This job is gone', detail: 'It was deleted, in another window perhaps. Its files are gone with it.', home: 'To the library' },
    lost: 'Connection lost – the job goes on; reconnecting…',
    stuck: 'Nothing goes on at present. It will by itself, as soon as this is mended:',
    leaving: 'Deleting…',
    noVoice: 'Voice untouched',
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
    guessed: 'guessed: this computer has not been measured yet',
    cancelling: 'Stopping…',
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
      desk: 'Opening the player…', again: 'Make another with these', songGone: 'The song was deleted. Add it again to use these settings.',
    },
    downloads: {
      title: 'Downloads', mix: 'Cover', formats: 'Cover in another format', stems: 'Parts of the mix', more: 'More',
      madeNow: 'Made when you ask for it: that takes some seconds.', busy: 'Other formats come back when the mix is ready.',
      names: { vocals: 'New vocals', instrumental: 'Backing', original_vocals: 'Original vocals', double: 'Second take', harmony: 'Harmonies', drums: 'Drums (draft)', bass: 'Bass (draft)', other: 'The rest (draft)' },
      zip: 'Everything as ZIP', report: 'Report (JSON)', pitch: 'Pitch curve (CSV)',
      /** @param {string} what @param {string} format */
      as: (what, format) => `${what} as ${format}`,
    },
    report: {
      title: 'Quality report', loading: 'Reading the report…', loudness: 'Loudness', peak: 'Loudest peak', length: 'Length', balance: 'Balance',
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
      title: 'Settings used', all: 'All settings', song: 'Song', vocals: 'A vocal alone', source: 'File', profile: 'Profile', voice: 'Voice', range: 'Part of the song',
      /** @param {string} from @param {string} to */
      part: (from, to) => `${from} to ${to}`,
      end: 'the end', on: 'on', off: 'off', unheard: 'a voice that is not heard', auto: 'automatic', none: 'none', asSource: 'as the song',
      groups: { processing: 'Processing', quality: 'File', swiftf0: 'Pitch', svc: 'Voice', harmony: 'Voices beside it', instrumental: 'Backing', mixing: 'Mix' },
    },
  },
  library: {
    title: 'Library', search: 'Search titles', filter: 'Show', list: 'Jobs', more: 'Show more', loading: 'Looking through the library…',
    filters: { all: 'All', active: 'At work', completed: 'Done', partial: 'Needs attention', stopped: 'Failed or cancelled' },
    empty: 'No covers yet', emptyHint: 'Songs you turn into covers are listed here, with everything that was made.', start: 'Make the first one',
    noMatch: 'Nothing matches', noMatchHint: 'Try another word, or show all.', showAll: 'Show all',
    cols: { title: 'Title', status: 'Status', voice: 'Voice', length: 'Length', size: 'Size', made: 'Made', acts: 'Actions' },
    /** @param {string} title */
    select: (title) => `Select ${title}`,
    selectAll: 'Select all listed', resume: 'Resume', download: 'Download',
    /** @param {string} act @param {string} title */
    about: (act, title) => `${act}: ${title}`,
    /** @param {number} count @param {string} size */
    sum: (count, size) => `${count} ${count === 1 ? 'job' : 'jobs'} listed, ${size} on disk`,
    /** @param {number} count @param {string} size */
    chosen: (count, size) => `${count} selected, ${size}`,
    clear: 'Clear selection',
    /** @param {number} count */
    deleteTitle: (count) => (count === 1 ? 'Delete this job?' : `Delete ${count} jobs?`),
    /** @param {string} size */
    deleteHint: (size) => `All their files are deleted; that frees about ${size}. The songs stay.`,
    /** @param {number} running */
    deleteRunning: (running) => (running === 1 ? 'One of them is still at work and is stopped.' : `${running} of them are still at work and are stopped.`),
    /** @param {number} count @param {string} size */
    deleted: (count, size) => `${count} ${count === 1 ? 'job' : 'jobs'} deleted; ${size} are free again.`,
    deleting: 'Deleting…',
  },
}
