// @ts-check
/**
 * What was set for a song survives a reload; on this computer only. Each tab keeps its own, and the last change of any is
 * where a new tab begins: two tabs with one song don't overwrite each other.
 */
import { useEffect, useRef } from 'react'
import { rangeIn } from './order.js'
import { saneForm } from './settings.js'

const VERSION = 1
/** @param {string} fileId */
const place = (fileId) => `song-draft:${fileId}`
const SHELVES = /** @type {const} */ (['sessionStorage', 'localStorage']) // this tab's, then everybody's

/** @typedef {{form: import('./settings.js').Form, range: import('./order.js').Range | null, from: string | null}} Draft */

/** @param {typeof SHELVES[number]} shelf @param {string} fileId @param {number} duration seconds @returns {Draft | null} */
function readFrom(shelf, fileId, duration) {
  try {
    const stored = JSON.parse(window[shelf].getItem(place(fileId)) ?? 'null')
    if (stored?.version !== VERSION) return null
    return { form: saneForm(stored.form), range: rangeIn(stored.range, duration), from: typeof stored.from === 'string' ? stored.from : null }
  } catch {
    return null // storage is forbidden here, or what was in it is no draft
  }
}

/** @param {string} fileId @param {number} duration seconds @returns {Draft | null} */
export function readDraft(fileId, duration) {
  for (const shelf of SHELVES) {
    const draft = readFrom(shelf, fileId, duration)
    if (draft) return draft
  }
  return null
}

/** What is filled in from a job next is the job's own, not what was made of it before. @param {string} fileId */
export function forgetDraft(fileId) {
  try {
    for (const shelf of SHELVES) window[shelf].removeItem(place(fileId))
  } catch {
    // storage is forbidden: nothing was kept
  }
}

/** @param {string} fileId @param {Draft} draft */
export function useDraft(fileId, { form, range, from }) {
  const text = JSON.stringify({ version: VERSION, form, range, from })
  const before = useRef(text) // what a tab only looks at is no change for the others
  useEffect(() => {
    try {
      sessionStorage.setItem(place(fileId), text)
      if (before.current !== text) localStorage.setItem(place(fileId), text)
      before.current = text
    } catch {
      // storage is forbidden or full: the draft lasts until the page is closed
    }
  }, [fileId, text])
}
