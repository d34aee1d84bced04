// @ts-check
/** What was set for a song survives a reload; on this computer only. */
import { useEffect } from 'react'
import { rangeIn } from './order.js'
import { saneForm } from './settings.js'

const VERSION = 1
/** @param {string} fileId */
const place = (fileId) => `song-draft:${fileId}`

/** @typedef {{form: import('./settings.js').Form, range: import('./order.js').Range | null, from: string | null}} Draft */

/** @param {string} fileId @param {number} duration seconds @returns {Draft | null} */
export function readDraft(fileId, duration) {
  try {
    const stored = JSON.parse(localStorage.getItem(place(fileId)) ?? 'null')
    if (stored?.version !== VERSION) return null
    return { form: saneForm(stored.form), range: rangeIn(stored.range, duration), from: typeof stored.from === 'string' ? stored.from : null }
  } catch {
    return null // storage is forbidden here, or what was in it is no draft
  }
}

/** What is filled in from a job next is the job's own, not what was made of it before. @param {string} fileId */
export function forgetDraft(fileId) {
  try {
    localStorage.removeItem(place(fileId))
  } catch {
    // storage is forbidden: nothing was kept
  }
}

/** @param {string} fileId @param {Draft} draft */
export function useDraft(fileId, { form, range, from }) {
  useEffect(() => {
    try {
      localStorage.setItem(place(fileId), JSON.stringify({ version: VERSION, form, range, from }))
    } catch {
      // storage is forbidden or full: the draft lasts until the page is closed
    }
  }, [fileId, form, range, from])
}
