// @ts-check
/** The screen where a cover is decided. */

export const song = {
  page: 'Song',
  other: 'Another song', versions: 'Its covers',
  waiting: 'Fetching the song…',
  missing: 'This song is not here',
  missingHint: 'It may have been deleted, or the address is not complete. Your other songs and covers are where they were.',
  home: 'To the studio',
  facts: 'About the file',
  mono: 'mono', stereo: 'stereo',
  /** @param {number} count */
  channels: (count) => `${count} channels`,
  wave: 'Waveform of the song',
  waveNote: 'Drag over the waveform to work on a part of the song only; by finger, pull its two handles.',
  waveWaiting: 'Drawing the waveform…',
  /** @param {string} title */
  from: (title) => `The settings of “${title}” are filled in.`,
  fromHint: 'Change what you like: the old cover stays as it is.',
  fromLost: 'The settings of that cover could not be fetched, so these are the usual ones.',
  advanced: 'Advanced',
  more: 'More', moreHint: 'key, backing, mix, quality',
  source: {
    title: 'What is this file?', titleMany: 'What are these files?',
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
    keepLabel: 'The singer keeps their own voice; only key and mix change.',
    truth: 'Echo moves the singer’s voice towards another one. It is not a clone of that person.',
    truthTrained: 'A voice that was trained on one singer sings the song: words and tune stay the singer’s of the song.',
    truthBlend: 'Choose two voices or more, and how much there is of each.',
    none: 'Strength is 0 %, so the voice stays as it is.',
    search: 'Search voices', list: 'Voices',
    /** @param {string} text */
    nothing: (text) => `No voice is called “${text}”.`,
    clip: 'Your clip', trained: 'Trained',
    importOne: 'Import one', notBlended: 'Trained voices can’t be blended with others; they are left out here.',
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
    /** @param {string} engine */
    moreOf: (engine) => `More: settings of ${engine}, throat, breath`,
    /** @param {string} engine */
    notReady: (engine) => `${engine} is not ready on this computer`,
    options: {
      /** @param {string} engine */
      title: (engine) => `Settings of ${engine}`,
      speaker: 'Which of this voice’s singers', mixed: 'Several sing at once: see the mix of speakers below.',
      noIndex: 'This voice came without an index.', noClusters: 'This voice came without clusters.', noMelody: 'This voice can’t find a melody of its own.', noNeed: 'This voice has nothing for it.',
      /** @param {number} value */
      usually: (value) => `Usually ${value}.`,
      reset: 'As the engine usually has them',
      /** @param {string} names */
      strange: (names) => `Not known to this engine: ${names}. Set the usual ones to leave them out.`,
      /** @param {boolean} whole @param {number} min @param {number} max */
      wrongNumber: (whole, min, max) => `A ${whole ? 'whole number' : 'number'}${Number.isFinite(min) && Number.isFinite(max) ? ` from ${min} to ${max}` : ''}.`,
    },
    throat: 'Throat', throatAuto: 'Automatic', throatHand: 'By hand',
    throatAutoHint: 'The studio finds the size that suits the song and the voice; the cover says which it took.',
    throatFactor: 'Size of the throat', throatHint: 'Below 1 a larger throat, above 1 a smaller one.',
    /** @param {number} factor */
    throatLabel: (factor) => `${factor}×, ${factor === 1 ? 'as the singer’s' : factor < 1 ? 'larger throat' : 'smaller throat'}`,
    breath: 'The singer’s own breath and consonants', breathHint: '0 % takes all from the new voice; more keeps the words crisp.',
    engine: 'Voice engine', engineAuto: 'The voice’s own',
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
  pitchStyle: {
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
  backingVocals: {
    title: 'Voices beside the lead',
    hint: 'A second take, and harmonies',
    /** @param {boolean} double @param {number} count */
    now: (double, count) => [double && 'second take', count > 0 && (count === 1 ? '1 harmony' : `${count} harmonies`)].filter(Boolean).join(', '),
    voice: 'Sung by', asLead: 'The voice of the lead', gone: 'A voice that is not here any more',
    voiceHint: 'A voice sings by its own engine, at the interval that is chosen.',
    double: 'Second take', doubleHint: 'Sung once more, slightly differently, and placed beside the first.',
    doubleLevel: 'Level of the second take', doubleNone: 'There is no second take.',
    harmonies: 'Harmonies', harmoniesHint: 'They sing along with the lead. Thirds and fifths follow the scale (see the card of the key).',
    add: 'Add a harmony', full: 'There are four, the most a cover can have.',
    /** @param {number} number */
    one: (number) => `Harmony ${number}`,
    interval: 'Interval',
    intervals: { octave_above: 'Octave above', fifth_above: 'Fifth above', third_above: 'Third above', third_below: 'Third below', fifth_below: 'Fifth below', octave_below: 'Octave below' },
    gain: 'Level', pan: 'Place',
    doublePan: 'Place of the second take', allPan: 'Place of all harmonies together',
    /** @param {number} number */
    remove: (number) => `Remove harmony ${number}`,
    all: 'All harmonies together',
    /** @param {string} interval @param {string} gain @param {string} place */
    harmony: (interval, gain, place) => `${interval} (${gain}, ${place})`,
    /** @param {string} harmony @param {string} voice */
    by: (harmony, voice) => `${harmony} by ${voice}`,
  },
  key: {
    title: 'Which key?',
    label: 'Key',
    auto: 'Auto',
    listening: 'Listening for where the singer is…',
    silent: 'No singing was heard in the excerpts, so the key stays as sung.',
    noVoice: 'Auto suits the key to a voice. The singer keeps their own, so it stays as sung.',
    ofEach: 'Auto suits the key of each song to the voice when its cover is made, and the cover says why.',
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
    method: 'Pitch engine', hybridFirst: 'First engine', hybridSecond: 'Second engine', hybridHint: 'Where the two differ and no note before or after decides, the first one is right.',
    /** @param {number} low @param {number} high */
    hears: (low, high) => `Hears from ${low} to ${high} Hz.`,
    standIn: 'stand-in', fmin: 'Lowest pitch looked for', fmax: 'Highest pitch looked for',
    fspan: 'At least one and a half times the lowest pitch.',
  },
  backing: {
    title: 'Which backing?',
    label: 'The backing',
    keep: 'As it is', keepHint: 'The music of the song, without its voice.',
    stems: 'Drums, bass, rest (draft)', stemsHint: 'Each with its own level; some sound leaks between them.',
    own: 'Your own file', ownHint: 'Another file gives the music.',
    without: 'Without', withoutHint: 'The voice alone.',
    aloneMany: 'Vocals alone have no backing.',
    alone: 'Vocals alone have no backing. Choose “Vocals, and I have the backing” to add one.',
    unsplit: 'Nothing is left as backing, because the voice is not separated (Advanced, in the first card).',
    drums: 'Drums', bass: 'Bass', rest: 'The rest', places: 'Left and right',
    /** @param {string} prompt */
    generated: (prompt) => `A new backing is made from these words, as in the cover that these settings are from: “${prompt}”`,
  },
  mix: {
    title: 'Mix',
    vocal: 'Voice', backing: 'Backing', reverb: 'Reverb on the voice', silent: 'off',
    vocalPan: 'Place of the voice', backingPan: 'Place of the backing', monoSong: 'The song is mono, so all stand in the middle.', monoResult: 'The result is mono, so all stand in the middle.',
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
  submit: {
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
    'swiftf0.f0_method': 'Pitch engine', 'swiftf0.hybrid': 'Engines of the hybrid', 'swiftf0.fmin': 'Lowest pitch', 'swiftf0.fmax': 'Highest pitch',
    'svc.enabled': 'Voice', 'svc.engine': 'Voice engine', 'svc.voice': 'Voice', 'svc.strength': 'Strength',
    'svc.blend': 'Blend', 'svc.formant': 'Throat', 'svc.breath': 'Own breath and consonants', 'svc.double': 'Second take', 'svc.double_voice': 'Voice of the second take', 'consent.voice_rights': 'Your right to use the voices', 'svc.options': 'Further settings of the engine', 'instrumental.generate': 'New backing from words', 'harmony.voices': 'Harmonies',
    'instrumental.enabled': 'Backing', 'instrumental.engine': 'Separation engine', 'instrumental.quality': 'Separation', 'instrumental.split_vocals': 'Separate the voice',
    'instrumental.stems': 'Drums, bass and the rest', 'instrumental.drums_db': 'Drums', 'instrumental.bass_db': 'Bass', 'instrumental.other_db': 'The rest', 'instrumental.drums_pan': 'Place of the drums', 'instrumental.bass_pan': 'Place of the bass', 'instrumental.other_pan': 'Place of the rest',
    'instrumental.keep_reverb': 'Keep the room', 'instrumental.transpose': 'Move the backing too',
    'mixing.vocal_db': 'Level of the voice', 'mixing.double_db': 'Level of the second take', 'mixing.harmony_db': 'Level of all harmonies', 'mixing.instrumental_db': 'Level of the backing',
    'mixing.vocal_pan': 'Place of the voice', 'mixing.double_pan': 'Place of the second take', 'mixing.harmony_pan': 'Place of all harmonies', 'mixing.instrumental_pan': 'Place of the backing', 'mixing.fade_in': 'Fade-in', 'mixing.fade_out': 'Fade-out',
    'mixing.reverb': 'Reverb', 'mixing.match_original_balance': 'Match the original balance', 'mixing.target_lufs': 'Loudness', 'mixing.true_peak_db': 'Limiter',
    'range.start': 'Start of the range', 'range.stop': 'End of the range', instrumental_file_id: 'Your own backing', backing_id: 'Your own backing',
  },
}
