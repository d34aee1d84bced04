// @ts-check
/** What was dropped: files as they are, and of folders all songs in them, however deep. */
import { isKnownFormat } from '@/lib/files.js'

const HIDDEN = /^\./

/**
 * Call it before anything is awaited: afterwards the browser has forgotten what was dropped.
 * @param {DataTransfer} carried @param {import('@/lib/api.js').Limits | undefined} limits @returns {Promise<File[]>}
 */
export async function filesOf(carried, limits) {
  const entries = [...(carried.items ?? [])].map((item) => item.webkitGetAsEntry?.() ?? null)
  if (!entries.some((entry) => entry?.isDirectory)) return [...carried.files]
  const files = [...carried.files]
  const found = await Promise.all(entries.map((entry, at) => (entry?.isDirectory ? songsIn(/** @type {FileSystemDirectoryEntry} */ (entry), limits) : files.slice(at, at + 1))))
  return found.flat()
}

/** In the order of their names. @param {FileSystemDirectoryEntry} folder @param {import('@/lib/api.js').Limits | undefined} limits @returns {Promise<File[]>} */
async function songsIn(folder, limits) {
  const inside = (await entriesOf(folder)).filter(({ name }) => !HIDDEN.test(name)).sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }))
  const found = await Promise.all(inside.map((entry) => {
    if (entry.isDirectory) return songsIn(/** @type {FileSystemDirectoryEntry} */ (entry), limits)
    return isKnownFormat(entry.name, limits) ? fileOf(/** @type {FileSystemFileEntry} */ (entry)) : [] // pictures and texts lie there too
  }))
  return found.flat()
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
