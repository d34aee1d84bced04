// @ts-check
/** What can be said of a trained voice's files before they are sent, and what the studio said of each. Pure. */
import { VOICE_ENDINGS, endingOf, isVoiceFile } from '@/lib/files.js'
import { bytes } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'

/** @typedef {import('@/lib/api.js').Limits} Limits */

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

/** Why a file can't be taken, by its name: seen here, or told by the studio. @param {File[]} files @param {Limits | undefined} limits @param {import('@/lib/api.js').ProblemError | null} problem @returns {Record<string, string>} */
export function refusalsOf(files, limits, problem) {
  /** @type {Record<string, string>} */
  const said = {}
  for (const file of files) {
    const told = problem?.errors.filter(({ field }) => field === file.name || field.startsWith(`${file.name}/`)) // one in an archive is named behind it
    const reason = refusalOf(file, limits) ?? told?.map(({ message }) => message).join(' ')
    if (reason) said[file.name] = reason
  }
  return said
}
