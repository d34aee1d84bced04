// @ts-check
/** What can be said of a trained voice's files before they are sent, and what the studio said of each. Pure. */
import { ProblemError } from '@/lib/api.js'
import { VOICE_ENDINGS, endingOf, isVoiceFile } from '@/lib/files.js'
import { bytes } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'

/** @typedef {import('@/lib/api.js').Limits} Limits */
/** @typedef {import('@/lib/api.js').ProblemError} Problem */

export const MOST_FILES = 8 // as the studio's own limit
/** For `<input accept>`: a hint, the chooser still has "all files". */
export const ACCEPT = VOICE_ENDINGS.map((ending) => `.${ending}`).join(',')
const words = t.importVoice

/** @param {File} file @param {Limits | undefined} limits */
function refusalOf({ name, size }, limits) {
  if (!isVoiceFile(name)) return words.notOfVoice(endingOf(name))
  if (size === 0) return words.empty
  if (limits && size > limits.max_voice_bytes) return words.tooLarge(bytes(size), bytes(limits.max_voice_bytes))
  return null
}

/** What is in the way of sending them; null where nothing is. @param {File[]} files @param {Limits | undefined} limits */
export function problemIn(files, limits) {
  if (!files.length) return words.noFile
  if (files.length > MOST_FILES) return words.tooMany(MOST_FILES)
  return files.some((file) => refusalOf(file, limits)) ? words.wrongFile : null
}

/** Whether the studio means this file, or one within it: it names that one behind its archive. @param {string} field @param {string} name */
const isOf = (field, name) => field === name || field.startsWith(`${name}/`)

/** What the studio said of one within an archive begins with its name. @param {{field: string, message: string}} error @param {string} name */
const inWords = ({ field, message }, name) => (field === name ? message : `${field.slice(name.length + 1)}: ${message}`)

/** Why a file can't be taken, by its name: seen here, or told by the studio. @param {File[]} files @param {Limits | undefined} limits @param {Problem | null} problem @returns {Record<string, string>} */
export function refusalsOf(files, limits, problem) {
  /** @type {Record<string, string>} */
  const said = {}
  for (const file of files) {
    const told = problem?.errors.filter(({ field }) => isOf(field, file.name)).map((error) => inWords(error, file.name))
    const reason = refusalOf(file, limits) ?? told?.join(' ')
    if (reason) said[file.name] = reason
  }
  return said
}

/** What is left to say of a refusal above the list, where each file says its own. @param {File[]} files @param {Problem} problem @returns {Problem} */
export function asWhole(files, problem) {
  const { code, status, errors } = problem
  if (!errors.length || errors.some(({ field }) => !files.some(({ name }) => isOf(field, name)))) return problem
  return new ProblemError({ code, status, errors, title: words.refusedTitle, detail: words.refused(errors.length), remedy: '' })
}
