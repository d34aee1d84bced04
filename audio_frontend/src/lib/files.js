// @ts-check
/** What can be said of a file before a byte of it is sent. The server has the last word. */
import { bytes, roughly } from './format.js'
import { t } from './strings/index.js'

/** @typedef {import('./api.js').Limits} Limits */
/** @typedef {{code: string, title: string, detail: string, remedy: string}} Refusal */

/** Other endings of the same formats. @type {Record<string, string>} */
const ALSO = { aif: 'aiff', aifc: 'aiff', wave: 'wav', oga: 'ogg', mka: 'mkv', m4b: 'm4a', m4v: 'mp4', mov: 'mp4' }

/** The code of a refusal that a person may overrule. */
export const UNKNOWN_FORMAT = 'unknown_format'
const EMPTY = 'nothing_in_it'
const TOO_LARGE = 'larger_than_limit'

/** Said by the page itself: sending the same file again would change nothing. @param {string} code */
export const isOwnRefusal = (code) => [UNKNOWN_FORMAT, EMPTY, TOO_LARGE].includes(code)

/** "Song.FLAC" → "flac"; "" without one. @param {string} name */
export const endingOf = (name) => /[^.]\.([^.\s]{1,12})$/.exec(name)?.[1].toLowerCase() ?? ''

/** 524288000 → "524 MB": rounded down, so that what is promised is taken. @param {number} size */
const most = (size) => bytes(size >= 1e9 ? Math.floor(size / 1e8) * 1e8 : Math.floor(size / 1e6) * 1e6)

/** @param {Limits} limits */
export const limitsInWords = (limits) => ({
  formats: t.uploader.formats(limits.formats),
  most: t.uploader.limits(most(limits.max_upload_bytes), roughly(limits.max_duration_s)),
})

/** For `<input accept>`: a hint, the chooser still has "all files". @param {Limits | undefined} limits */
export const acceptOf = (limits) => ['audio/*', 'video/*', ...(limits?.formats ?? []).map((format) => `.${format}`)].join(',')

const WEIGHTS = ['pth', 'pt', 'safetensors']
export const VOICE_ENDINGS = [...WEIGHTS, 'index', 'npy', 'json', 'zip']

/** The net of a trained voice, by its ending. @param {string} name */
export const isWeights = (name) => WEIGHTS.includes(endingOf(name))

/** One of the files that a trained voice is made of, by its ending. @param {string} name */
export const isVoiceFile = (name) => VOICE_ENDINGS.includes(endingOf(name))

/** By its ending; anything may be, while the studio hasn't said what it takes. @param {string} name @param {Limits | undefined} limits */
export const isKnownFormat = (name, limits) => !limits || limits.formats.includes(ALSO[endingOf(name)] ?? endingOf(name))

/** Why it should not be sent, or null. @param {{name: string, size: number}} file @param {Limits | undefined} limits @returns {Refusal | null} */
export function refusalOf(file, limits) {
  if (file.size === 0) return { code: EMPTY, ...t.uploader.empty }
  if (!limits) return null // the server will tell
  if (file.size > limits.max_upload_bytes) return { code: TOO_LARGE, ...t.uploader.tooLarge(bytes(file.size), most(limits.max_upload_bytes)) }
  const ending = endingOf(file.name)
  if (isKnownFormat(file.name, limits)) return null
  return { code: UNKNOWN_FORMAT, ...t.uploader.unknown(ending, t.uploader.formats(limits.formats)) }
}
