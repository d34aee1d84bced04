// @ts-check
import { useMemo, useSyncExternalStore } from 'react'

/**
 * The URL is the state: `#/`, `#/song/<file_id>?from=<job_id>`, `#/songs`, `#/songs/<file_id>`, `#/batch?songs=<file_id>,…`, `#/jobs`, `#/jobs/<job_id>`, `#/voices`, `#/system`.
 * After the hash, because `/jobs/<id>` is the API's.
 * @typedef {{page: 'studio'} | {page: 'song', id: string, from?: string} | {page: 'songs'} | {page: 'versions', id: string} | {page: 'batch'}
 *   | {page: 'library'} | {page: 'job', id: string}
 *   | {page: 'voices'} | {page: 'system'} | {page: 'lost', path: string}} Route
 */

/** @param {string} hash @returns {Route} */
export function routeOf(hash) {
  const [path, search = ''] = hash.replace(/^#/, '').split('?')
  const [place = '', id, ...more] = path.split('/').filter(Boolean).map(decoded)
  if (more.length) return { page: 'lost', path }
  if (place === 'song' && id) return { page: 'song', id, from: new URLSearchParams(search).get('from') ?? undefined }
  if (place === 'songs') return id ? { page: 'versions', id } : { page: 'songs' }
  if (place === 'jobs') return id ? { page: 'job', id } : { page: 'library' }
  if (place === '') return { page: 'studio' }
  if ((place === 'voices' || place === 'system' || place === 'batch') && !id) return { page: place }
  return { page: 'lost', path }
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // a stray %: shown as it is
  }
}

export const links = {
  studio: '#/',
  /** @param {string} id @param {string} [from] a job whose settings are taken over */
  song: (id, from) => `#/song/${encodeURIComponent(id)}${from ? `?from=${encodeURIComponent(from)}` : ''}`,
  songs: '#/songs',
  /** A song's covers side by side. @param {string} id */
  versions: (id) => `#/songs/${encodeURIComponent(id)}`,
  /** Many songs, one choice. */
  many: '#/batch',
  library: '#/jobs',
  /** The library with this batch opened. @param {string} id */
  batch: (id) => `#/jobs?open=${encodeURIComponent(id)}`,
  /** @param {string} id */
  job: (id) => `#/jobs/${encodeURIComponent(id)}`,
  voices: '#/voices',
  system: '#/system',
}

/** @param {string} link */
export const go = (link) => {
  window.location.hash = link
}

/** @param {() => void} onChange @returns {() => void} the clean-up */
export const onAddress = (onChange) => {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

/** @returns {Route} */
export function useRoute() {
  const hash = useSyncExternalStore(onAddress, () => window.location.hash)
  return useMemo(() => routeOf(hash), [hash])
}
