// @ts-check
/** The studio's public API. One axios, one kind of error. */
import axios from 'axios'
import { tellMiss } from './reach.js'
import { t } from './strings/index.js'
import { tellTabs } from './tabs.js'

/** @typedef {import('./api-types').components['schemas']} Schemas */
/** @typedef {Schemas['Upload']} Upload */
/** @typedef {Schemas['Voice']} Voice */
/** @typedef {Schemas['Job']} Job */
/** @typedef {Schemas['JobSummary']} JobSummary */
/** @typedef {Schemas['Progress']} Progress */
/** @typedef {Schemas['Segment']} Segment */
/** @typedef {Schemas['Report']} Report */
/** @typedef {Schemas['Limits']} Limits */
/** @typedef {Schemas['Health']} Health */
/** @typedef {Schemas['Validated']} Validated */
/** @typedef {Schemas['Started']} Started */
/** @typedef {Schemas['Batch']} Batch */
/** @typedef {Schemas['Fault']} Fault */
/** @typedef {'prefader_vocals'|'prefader_instrumental'|'prefader_double'|'prefader_harmony'|'drums'|'bass'|'other'|'room'} MixerStem what a mixer plays */
/** @typedef {'mix'|'vocals'|'double'|'harmony'|'instrumental'|'original_vocals'|'original'|'drums'|'bass'|'other'} Stem */

/** Where a studio needs one: the page is opened with /?token=… */
const token = new URLSearchParams(window.location.search).get('token')

/** A URL that `<audio>`, `<a>` and EventSource can use, which can send no header. @param {string} path */
export const address = (path) => (token ? `${path}${path.includes('?') ? '&' : '?'}token=${encodeURIComponent(token)}` : path)

/** What went wrong, for people: `title`, `detail`, `remedy`, and a stable `code`. */
export class ProblemError extends Error {
  /** @param {{code: string, title: string, detail: string, remedy: string, status?: number, errors?: {field: string, message: string}[]}} problem */
  constructor(problem) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.code = problem.code
    this.title = problem.title
    this.detail = problem.detail
    this.remedy = problem.remedy
    this.status = problem.status ?? 0
    this.errors = problem.errors ?? []
  }
}

/** What is told of one of several in an answer. @param {Schemas['Problem']} problem */
export const problemIn = (problem) => new ProblemError(/** @type {any} */ (problem)) // its errors are fields with messages

/** Nobody answered: the studio is off, restarting, or the network is gone. */
export const UNREACHABLE = 'unreachable'
const HEALTH = '/health'
const VALIDATE = '/jobs/validate' // questions, though they are posted
const VALIDATE_MANY = '/jobs/batch/validate'

/** @param {unknown} error @returns {ProblemError} */
export function problemOf(error) {
  if (error instanceof ProblemError) return error
  if (axios.isCancel(error)) return new ProblemError({ code: 'cancelled', ...t.problem.cancelled })
  if (axios.isAxiosError(error)) {
    const payload = readable(error.response?.data)
    if (payload && typeof payload === 'object' && 'detail' in payload) return new ProblemError({ code: 'problem', title: t.problem.plain, remedy: '', ...payload, status: error.response?.status })
    if (!error.response) return new ProblemError({ code: UNREACHABLE, ...t.problem.unreachable })
    const { status } = error.response
    return new ProblemError({ code: 'unexpected', ...t.problem.unexpected, detail: t.problem.status(status), status })
  }
  return new ProblemError({ code: 'page', ...t.problem.page, detail: String(error) })
}

/** Where bytes were asked for, a refusal comes as bytes too. @param {unknown} payload */
function readable(payload) {
  if (!(payload instanceof ArrayBuffer)) return payload
  try {
    return JSON.parse(new TextDecoder().decode(payload))
  } catch {
    return null
  }
}

/** A refusal: deleted, or never there. @param {unknown} error */
export const isGone = (error) => Boolean(error) && [404, 410, 422].includes(problemOf(error).status)

export const http = axios.create({ timeout: 60_000, headers: token ? { Authorization: `Bearer ${token}` } : {}, paramsSerializer: { indexes: null } })
http.interceptors.response.use((answer) => {
  if (answer.config.method !== 'get' && answer.config.url !== VALIDATE && answer.config.url !== VALIDATE_MANY) tellTabs('changed')
  return answer
}, (error) => {
  const problem = problemOf(error)
  if (problem.code === UNREACHABLE && error.config?.url !== HEALTH) tellMiss()
  return Promise.reject(problem)
})

/** @template T @param {Promise<import('axios').AxiosResponse<T>>} answer @returns {Promise<T>} */
const body = async (answer) => (await answer).data

/** @param {Record<string, unknown>} values */
const query = (values) => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null)
  return given.length ? `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}` : ''
}

/** @typedef {{signal?: AbortSignal, onProgress?: (loaded: number, total: number) => void}} Sending */

/** @param {string} path @param {FormData} form @param {Sending} [sending] */
const send = (path, form, { signal, onProgress } = {}) =>
  body(http.post(path, form, {
    signal, timeout: 0, // a song may take its time
    onUploadProgress: (event) => onProgress?.(event.loaded, event.total ?? 0),
  }))

export const api = {
  /** @returns {Promise<Health>} */
  health: () => body(http.get(HEALTH, { timeout: 10_000 })),
  /** @returns {Promise<Limits>} */
  limits: () => body(http.get('/limits')),
  /** @returns {Promise<Schemas['Profiles']>} */
  profiles: () => body(http.get('/profiles')),
  /** @returns {Promise<Schemas['Doctor']>} */
  doctor: () => body(http.get('/doctor')),
  /** @returns {Promise<Schemas['Engines']>} */
  engines: () => body(http.get('/models/status')),
  /** @returns {Promise<Schemas['Downloads']>} */
  downloads: () => body(http.get('/models/downloads')),
  /** @param {string} role @param {string} engine @returns {Promise<Schemas['Engine']>} */
  loadEngine: (role, engine) => body(http.post(`/models/load/${role}${query({ engine })}`, undefined, { timeout: 0 })),
  /** @param {string} role @param {string} engine @returns {Promise<Schemas['Engine']>} */
  unloadEngine: (role, engine) => body(http.delete(`/models/load/${role}${query({ engine })}`, { timeout: 0 })),

  /** @returns {Promise<Schemas['Uploads']>} */
  uploads: () => body(http.get('/uploads')),
  /** @param {string} id @returns {Promise<Upload>} */
  getUpload: (id) => body(http.get(`/uploads/${id}`)),
  /** @param {File} file @param {Sending} [sending] @returns {Promise<Upload>} */
  upload: (file, sending) => {
    const form = new FormData()
    form.append('file', file)
    return send('/upload', form, sending)
  },
  /** @returns {Promise<Upload>} */
  demo: () => body(http.post('/uploads/demo')),
  /** @param {string} id @returns {Promise<Schemas['Deleted']>} */
  deleteUpload: (id) => body(http.delete(`/uploads/${id}`)),
  /** What is kept of all songs to be faster. @returns {Promise<Schemas['Freed']>} */
  freeKept: () => body(http.delete('/uploads/kept', { timeout: 0 })),
  /** @param {string} id @param {number} [points] @param {AbortSignal} [signal] @returns {Promise<Schemas['Peaks']>} */
  peaks: (id, points, signal) => body(http.get(`/uploads/${id}/peaks${query({ points })}`, { timeout: 0, signal })),
  /** @param {string} id @param {string} [voice] @param {string} [source] @param {boolean} [transpose] the backing would move along @param {AbortSignal} [signal] @returns {Promise<Schemas['UploadPitch']>} */
  pitch: (id, voice, source, transpose, signal) => body(http.get(`/uploads/${id}/pitch${query({ voice, source, transpose })}`, { timeout: 0, signal })),

  /** @param {string} id @param {string} [source] @returns {Promise<Schemas['SongExcerpts']>} */
  excerpts: (id, source) => body(http.get(`/uploads/${id}/excerpts${query({ source })}`, { timeout: 0 })),
  /**
   * Ten seconds of the song, of nobody's voice but the singer's without one; made when it is asked for first.
   * @param {string} id @param {{voice?: string, source?: string, pitch_shift?: number}} asked @param {AbortSignal} [signal] @returns {Promise<ArrayBuffer>}
   */
  audition: (id, asked, signal) => body(http.get(`/uploads/${id}/audition${query(asked)}`, { timeout: 0, signal, responseType: 'arraybuffer' })),

  /** @returns {Promise<Schemas['Voices']>} */
  voices: () => body(http.get('/voices')),
  /** @param {{name: string, clips: File[], isolate: 'auto' | 'always' | 'never', engine?: string}} wanted `engine`: the studio's own without @param {Sending} [sending] @returns {Promise<Voice>} */
  addVoice: ({ name, clips, isolate, engine }, sending) => {
    const form = new FormData()
    form.append('name', name)
    form.append('isolate', isolate)
    if (engine) form.append('engine', engine)
    clips.forEach((clip) => form.append('clip', clip))
    return send('/voices', form, sending)
  },
  /** The files of a trained voice; what is left out the studio finds in them. @param {{files: File[], name: string, licence: string, rights: Schemas['VoiceFacts']['rights']}} wanted @param {Sending} [sending] @returns {Promise<Voice>} */
  importVoice: ({ files, ...texts }, sending) => {
    const form = new FormData()
    for (const [name, text] of Object.entries(texts)) if (text) form.append(name, text)
    files.forEach((file) => form.append('file', file))
    return send('/voices/import', form, sending)
  },
  /** @param {string} id @param {string} name @returns {Promise<Voice>} */
  renameVoice: (id, name) => body(http.patch(`/voices/${id}`, { name })),
  /** What is said of one's own voice beside what was found. @param {string} id @param {Partial<Schemas['VoiceChanges']>} changes @returns {Promise<Voice>} */
  changeVoice: (id, changes) => body(http.patch(`/voices/${id}`, changes)),
  /** Whether a sound is there: its first byte, or the studio's words. @param {string} url @param {AbortSignal} [signal] */
  hearable: (url, signal) => http.get(url, { headers: { Range: 'bytes=0-0' }, timeout: 0, signal }),
  /** @param {string} id */
  deleteVoice: (id) => body(http.delete(`/voices/${id}`)),

  /** @param {Schemas['JobRequest']} order @param {AbortSignal} [signal] @returns {Promise<Validated>} */
  validate: (order, signal) => body(http.post(VALIDATE, order, { signal })),
  /** @param {Schemas['JobRequest']} order @param {string} key the same key and body give the same job @returns {Promise<Started>} */
  start: (order, key) => body(http.post('/jobs/start', order, { headers: { 'Idempotency-Key': key } })),
  /** @param {Schemas['JobRequest'][]} jobs @param {AbortSignal} [signal] @returns {Promise<Schemas['ValidatedJobs']>} */
  validateMany: (jobs, signal) => body(http.post(VALIDATE_MANY, { jobs }, { signal })),
  /** @param {{jobs: Schemas['JobRequest'][], batch_id?: string}} order @param {string} key as of `start` @returns {Promise<Schemas['StartedJobs']>} */
  startMany: (order, key) => body(http.post('/jobs/batch', order, { headers: { 'Idempotency-Key': key }, timeout: 0 })),
  /** @param {string} id @returns {Promise<Batch>} */
  cancelBatch: (id) => body(http.post(`/jobs/batch/${id}/cancel`)),
  /** @param {string} id @returns {Promise<Schemas['ResumedJobs']>} */
  resumeBatch: (id) => body(http.post(`/jobs/batch/${id}/resume`, undefined, { timeout: 0 })),
  /** @param {string} id @returns {Promise<Schemas['PurgedBatch']>} */
  purgeBatch: (id) => body(http.delete(`/jobs/batch/${id}?purge=true`, { timeout: 0 })),
  /** @param {{limit?: number, cursor?: string, status?: string[], q?: string, file_id?: string, kind?: 'covers' | 'tries' | 'all', batch_id?: string, grouped?: boolean}} [filter] @returns {Promise<Schemas['Jobs']>} */
  jobs: (filter = {}) => body(http.get('/jobs', { params: filter })),
  /** @param {string} id @returns {Promise<Job>} */
  job: (id) => body(http.get(`/jobs/${id}`)),
  /** @param {string} id @returns {Promise<Progress>} */
  progress: (id) => body(http.get(`/jobs/${id}/progress`, { timeout: 10_000 })),
  /** @param {string} id @returns {Promise<Report>} */
  report: (id) => body(http.get(`/jobs/${id}/report`)),
  /** @param {string} id @param {Stem} stem @param {number} [points] @param {AbortSignal} [signal] @returns {Promise<Schemas['StemPeaks']>} */
  stemPeaks: (id, stem, points, signal) => body(http.get(`/jobs/${id}/peaks${query({ stem, points })}`, { timeout: 0, signal })),
  /** @param {string} id @param {{stem: Stem, columns?: number, bands?: number, start_s?: number, stop_s?: number}} options @param {AbortSignal} [signal] @returns {Promise<Schemas['Spectrogram']>} */
  spectrogram: (id, options, signal) => body(http.get(`/jobs/${id}/spectrogram${query(options)}`, { timeout: 0, signal })),
  /** @param {string} id @param {number} [points] @returns {Promise<Schemas['PitchCurve']>} */
  f0: (id, points) => body(http.get(`/jobs/${id}/f0${query({ points })}`)),
  /** @param {string} id @returns {Promise<Schemas['Segments']>} */
  cancel: (id) => body(http.post(`/jobs/${id}/cancel`)),
  /** @param {string} id @param {number} segment @param {Record<string, Record<string, unknown>>} [config] @returns {Promise<Schemas['Segments']>} */
  retry: (id, segment, config) => body(http.post(`/jobs/${id}/segments/${segment}/retry`, config && { config })),
  /** @param {string} id @param {Record<string, Record<string, unknown>>} [config] @returns {Promise<Schemas['Segments']>} */
  resume: (id, config) => body(http.post(`/jobs/${id}/resume`, config && { config })),
  /** @param {string} id @param {number} segment @returns {Promise<Schemas['Segments']>} */
  keepOriginal: (id, segment) => body(http.post(`/jobs/${id}/segments/${segment}/keep`)),
  /** @param {string} id @param {Record<string, Record<string, unknown>>} changes @returns {Promise<Schemas['Segments']>} */
  remix: (id, changes) => body(http.post(`/jobs/${id}/remix`, changes)),
  /** @param {string} id @param {string} title @returns {Promise<Job>} */
  rename: (id, title) => body(http.patch(`/jobs/${id}`, { title })),
  /** @param {string} id @returns {Promise<Schemas['Purged']>} */
  purge: (id) => body(http.delete(`/jobs/${id}?purge=true`)),
}

/** Addresses for `<audio>`, `<a download>` and the players. */
export const urls = {
  /** @param {string} id */
  uploadAudio: (id) => address(`/uploads/${id}/audio`),
  /** The picture in a song's tags. @param {string} id */
  cover: (id) => address(`/uploads/${id}/cover`),
  /** @param {string} id */
  voiceSample: (id) => address(`/voices/${id}/sample`),
  /** @param {string} id */
  voicePreview: (id) => address(`/voices/${id}/preview`),
  /** @param {string} id */
  voicePicture: (id) => address(`/voices/${id}/picture`),
  /** @param {string} id @param {number} segment @param {Stem} [stem] @param {boolean} [draft] */
  preview: (id, segment, stem = 'mix', draft = false) => address(`/jobs/${id}/preview${query({ segment, stem, draft })}`),
  /** @param {string} id @param {{format?: string, stem?: Stem | MixerStem | 'all'}} [options] */
  download: (id, options = {}) => address(`/jobs/${id}/download${query(options)}`),
  /** Every finished cover of a batch, as a ZIP. @param {string} id */
  batch: (id) => address(`/jobs/batch/${id}/download`),
  /** @param {string} id */
  report: (id) => address(`/jobs/${id}/report`),
  /** @param {string} id */
  f0Csv: (id) => address(`/jobs/${id}/f0?format=csv`),
  /** @param {string} id @param {string} after the id of the last one heard */
  events: (id, after) => address(`/jobs/${id}/events${query(after ? { after } : {})}`),
}
