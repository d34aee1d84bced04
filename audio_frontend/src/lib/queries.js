// @ts-check
/** What the page knows of the server, and for how long it believes it. */
import { QueryClient, useQuery } from '@tanstack/react-query'
import { UNREACHABLE, api, problemOf } from './api.js'
import { hidden } from './hidden.js'

/**
 * Nobody answering is tried again for ever, calmly; a refusal is an answer. Not in a hidden tab: react-query would hold
 * the next try, and every poll with it, until the tab is seen.
 * @param {number} count @param {Error} error
 */
const again = (count, error) => !hidden() && (problemOf(error).code === UNREACHABLE || (problemOf(error).status >= 500 && count < 2))

export const makeClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: again, retryDelay: (count) => Math.min(500 * 2 ** count, 5000), staleTime: 2000, networkMode: 'always', refetchOnWindowFocus: true },
      mutations: { networkMode: 'always' },
    },
  })

export const keys = {
  health: ['health'], limits: ['limits'], profiles: ['profiles'], doctor: ['doctor'], engines: ['engines'], downloads: ['downloads'],
  uploads: ['uploads'], voices: ['voices'], jobs: ['jobs'],
  /** @param {string} id */
  upload: (id) => ['uploads', id],
  /** @param {string} id */
  job: (id) => ['job', id],
  /** @param {string} id */
  progress: (id) => ['job', id, 'progress'],
}

/** Something that was chosen is not there any more: what else does the page believe in? @param {QueryClient} client @param {unknown} error */
export function lookAgain(client, error) {
  if (problemOf(error).status !== 404) return
  client.invalidateQueries({ queryKey: keys.voices })
  client.invalidateQueries({ queryKey: keys.uploads, predicate: ({ queryKey }) => queryKey.length <= 2 }) // not their waveforms and pitches
}

export const useHealth = () => useQuery({ queryKey: keys.health, queryFn: api.health, refetchInterval: 5000 })
export const useLimits = () => useQuery({ queryKey: keys.limits, queryFn: api.limits, staleTime: Infinity })
export const useProfiles = () => useQuery({ queryKey: keys.profiles, queryFn: api.profiles, staleTime: Infinity })
export const useEngines = () => useQuery({ queryKey: keys.engines, queryFn: api.engines, refetchInterval: 15_000 })
export const useDownloads = () => useQuery({ queryKey: keys.downloads, queryFn: api.downloads, refetchInterval: 15_000 })
export const useDoctor = () => useQuery({ queryKey: keys.doctor, queryFn: api.doctor, staleTime: 30_000 })
export const useVoices = () => useQuery({ queryKey: keys.voices, queryFn: api.voices, select: (answer) => answer.items })
export const useUploads = () => useQuery({ queryKey: keys.uploads, queryFn: api.uploads, select: (answer) => answer.items })
/** @param {string} id */
export const useUpload = (id) => useQuery({ queryKey: keys.upload(id), queryFn: () => api.getUpload(id), staleTime: Infinity })
/** @param {string} id @param {number} points */
export const usePeaks = (id, points) =>
  useQuery({ queryKey: ['uploads', id, 'peaks', points], queryFn: ({ signal }) => api.peaks(id, points, signal), staleTime: Infinity })
