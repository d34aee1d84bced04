// @ts-check
/** What was dropped or pasted: which of it are songs, and which make up a trained voice. Of folders, however deep. */
import { isKnownFormat, isVoiceFile, isWeights } from '../files.js'

const HIDDEN = /^\./
const ARCHIVE = /\.zip$/i

/** @typedef {{songs: File[], voices: File[]}} Dropped */
/** @typedef {import('../api.js').Limits} Limits */

/**
 * A file by itself is a song or of a voice by its ending; what is neither is told of where songs are. In a folder
 * pictures and texts lie there too, so only what is known is taken; sounds beside weights are samples of that voice.
 * Call it before anything is awaited: afterwards the browser has forgotten what was dropped.
 * @param {DataTransfer} carried @param {Limits | undefined} limits @returns {Promise<Dropped>}
 */
export async function filesOf(carried, limits) {
  const entries = [...(carried.items ?? [])].map((item) => item.webkitGetAsEntry?.() ?? null)
  const files = [...carried.files]
  if (!entries.some((entry) => entry?.isDirectory)) return sorted(files)
  const found = await Promise.all(entries.map((entry, at) => (entry?.isDirectory ? inFolder(/** @type {FileSystemDirectoryEntry} */ (entry), limits) : sorted(files.slice(at, at + 1)))))
  return { songs: found.flatMap(({ songs }) => songs), voices: found.flatMap(({ voices }) => voices) }
}

/** Also those of a file chooser. @param {File[]} files @returns {Dropped} */
export const sorted = (files) => ({ songs: files.filter(({ name }) => !isVoiceFile(name)), voices: files.filter(({ name }) => isVoiceFile(name)) })

/** JSON without weights is none of a voice. @param {FileSystemDirectoryEntry} folder @param {Limits | undefined} limits @returns {Promise<Dropped>} */
async function inFolder(folder, limits) {
  const { songs, voices } = await allIn(folder, limits)
  return { songs, voices: voices.some(({ name }) => isWeights(name)) ? voices : [] }
}

/** In the order of their names. @param {FileSystemDirectoryEntry} folder @param {Limits | undefined} limits @returns {Promise<Dropped>} */
async function allIn(folder, limits) {
  const inside = (await entriesOf(folder)).filter(({ name }) => !HIDDEN.test(name)).sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }))
  const ofVoice = inside.some((entry) => entry.isFile && isWeights(entry.name))
  const found = await Promise.all(inside.map(async (entry) => {
    if (entry.isDirectory) return allIn(/** @type {FileSystemDirectoryEntry} */ (entry), limits)
    const file = () => fileOf(/** @type {FileSystemFileEntry} */ (entry))
    if (isVoiceFile(entry.name)) return { songs: [], voices: ARCHIVE.test(entry.name) ? [] : [await file()] } // an archive in a folder may hold anything
    return { songs: !ofVoice && isKnownFormat(entry.name, limits) ? [await file()] : [], voices: [] }
  }))
  return { songs: found.flatMap(({ songs }) => songs), voices: found.flatMap(({ voices }) => voices) }
}

/** All of it: a reader gives a hundred at a time. @param {FileSystemDirectoryEntry} folder @returns {Promise<FileSystemEntry[]>} */
async function entriesOf(folder) {
  const reader = folder.createReader()
  const all = []
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed))
    if (!some.length) return all
    all.push(...some)
  }
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
const fileOf = (entry) => new Promise((done, failed) => entry.file(done, failed))
