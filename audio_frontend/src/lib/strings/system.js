// @ts-check
/** What this computer and the studio can do. */

export const system = {
  title: 'System',
  hint: 'What this computer and the studio can do now.',
  machine: 'This computer',
  device: 'Sound is computed on', processor: 'the processor',
  cores: 'Processor cores', gpu: 'Graphics card', noGpu: 'none that can be used; everything works without one',
  memory: 'Memory', vram: 'GPU memory', disk: 'Disk',
  /** @param {string} free @param {string} total */
  free: (free, total) => `${free} free of ${total}`,
  kept: {
    /** @param {string} size */
    line: (size) => `${size} kept to be faster (isolated vocals, auditions)`,
    free: 'Free', freeing: 'Freeing…', what: 'what is kept to be faster',
    /** @param {string} size */
    freed: (size) => `${size} are free again. It is made anew when it is needed.`,
  },
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
  roles: { pitch: 'Pitch', voice: 'Voice', stems: 'Separation', generation: 'A new backing' },
  states: { installed: 'Ready', loaded: 'Loaded', placeholder: 'Stand-in', missing: 'Missing' },
  neural: 'Neural network', plain: 'Signal processing',
  noVram: 'none', load: 'Load', unload: 'Unload', loading: 'Loading…', unloading: 'Unloading…',
  /** @param {string} act @param {string} name */
  about: (act, name) => `${act}: ${name}`,
  others: 'Not part of this version',
  downloads: {
    title: 'Downloads', hint: 'Weights and voices that are not part of the studio. They come by a command in a terminal, which shows licence and size and asks first.',
    states: { present: 'Here', missing: 'Not here' },
    /** @param {string} here @param {string} all */
    partial: (here, all) => `${here} of ${all} are here`,
    /** @param {string} source */
    oneSource: (source) => `Its SHA-256 was found in one place only: ${source}.`,
    unverified: 'It has the right size. The same command checks its content.',
    licence: 'Licence', copy: 'Copy the command', refused: 'The browser did not let the page copy: select the command and copy it yourself.',
  },
  doctor: 'Check-up',
  doctorHint: 'Whether everything is here that the studio needs.',
  checkAgain: 'Check again', checking: 'Checking…',
  checks: { ok: 'Fine', warning: 'Mind this', problem: 'Problem' },
  well: 'Everything is fine.', unwell: 'Something needs your attention.',
  aboutTitle: 'About',
  version: 'Studio', os: 'Operating system', copy: 'Copy diagnostics', copied: 'Copied', copyHint: 'Plain text for a report: no folders, no names.',
  copyRefused: 'The browser did not let the page copy. Select the text and copy it yourself:',
  docs: 'API documentation', metrics: 'Metrics', newTab: 'opens in a new tab',
}
