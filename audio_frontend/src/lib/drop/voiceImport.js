// @ts-check
/** The files of a trained voice on their way to its import: whoever gets some hands them over, the one dialog shows them. */
import { useSyncExternalStore } from 'react'

/** @typedef {import('../api.js').Voice} Voice */
/** @typedef {{files: File[], onAdded?: (voice: Voice) => void}} Import `onAdded` when the person has read what was found and is done */

/** @type {Import | null} */
let now = null
/** @type {Set<() => void>} */
const listeners = new Set()

/** @param {Import | null} next null: nothing is imported */
function tell(next) {
  now = next
  listeners.forEach((listener) => listener())
}

/** @param {File} one @param {File} other */
const alike = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified

/** Opens the import, or adds to the one that is open; a file is there once. @param {File[]} [files] @param {Import['onAdded']} [onAdded] */
export function askImport(files = [], onAdded = now?.onAdded) {
  const before = now?.files ?? []
  tell({ files: [...before, ...files.filter((file) => !before.some((other) => alike(other, file)))], onAdded })
}

/** @param {File[]} files those that stay */
export const keepFiles = (files) => now && tell({ ...now, files })

export const endImport = () => tell(null)

/** @param {() => void} listener */
const subscribe = (listener) => (listeners.add(listener), () => void listeners.delete(listener))

/** @returns {Import | null} */
export const useImport = () => useSyncExternalStore(subscribe, () => now)
