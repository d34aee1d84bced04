// @ts-check
/**
 * Pages that come when they are opened. Their file is gone when the studio was updated meanwhile: then the whole page is
 * fetched anew, by itself and once.
 */
import { lazy } from 'react'
import { routeOf } from './useRoute.js'

const AGAIN_MS = 1000
const STORAGE_KEY = 'reloaded-for'

/** Of a page whose file is missing after the reload too. */
export class StalePage extends Error {
  name = 'StalePage'
}

/** What a test takes in hand. */
export const means = {
  reload: () => window.location.reload(),
  /** Whatever it says: somebody is there. */
  answers: () => fetch('/health', { cache: 'no-store' }).then(() => true, () => false),
}

/** @param {string} page @returns {boolean} whether it may; where nothing can be remembered it might be for ever */
function mayReload(page) {
  try {
    if (sessionStorage.getItem(STORAGE_KEY) === page) return false
    sessionStorage.setItem(STORAGE_KEY, page)
    return true
  } catch {
    return false
  }
}

/** @param {string} page */
function loaded(page) {
  try {
    if (sessionStorage.getItem(STORAGE_KEY) === page) sessionStorage.removeItem(STORAGE_KEY)
  } catch {
    // storage is forbidden: nothing was kept
  }
}

/** Not while the studio is away (the browser's own words would take the page's place), nor from under somebody who has gone elsewhere. @param {string} page @param {unknown} error @returns {Promise<never>} */
async function mend(page, error) {
  while (routeOf(window.location.hash).page !== page || !(await means.answers())) await new Promise((done) => setTimeout(done, AGAIN_MS))
  if (!mayReload(page)) throw new StalePage(String(error))
  means.reload()
  return new Promise(() => {}) // the page goes
}

/**
 * @template {import('react').ComponentType<any>} T
 * @param {import('./useRoute.js').Route['page']} page @param {() => Promise<{default: T}>} load
 */
export const later = (page, load) =>
  lazy(() => load().then((found) => (loaded(page), found), (error) => mend(page, error)))
