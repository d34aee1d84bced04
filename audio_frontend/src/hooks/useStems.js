// @ts-check
import { useQuery } from '@tanstack/react-query'
import { api } from '../services/api.js'

/** @typedef {import('../services/api.js').Stem} Stem */

const POINTS = 4000
const LANE_POINTS = 1000

/** The outline and the loudness of a stem of this result. @param {string} jobId @param {string} sha256 of the result: another mix, other stems @param {Stem} stem @param {boolean} [small] */
export const useStemPeaks = (jobId, sha256, stem, small = false) =>
  useQuery({
    queryKey: ['job', jobId, 'peaks', sha256, stem, small],
    queryFn: () => api.stemPeaks(jobId, stem, small ? LANE_POINTS : POINTS),
    staleTime: Infinity,
    placeholderData: (before) => before, // the old drawing stays until the new one is here
  })

/** @param {string} jobId @param {number} points */
export const useF0 = (jobId, points) => useQuery({ queryKey: ['job', jobId, 'f0', points], queryFn: () => api.f0(jobId, points), staleTime: Infinity })

/** @param {string} jobId @param {string} sha256 @param {Stem} stem @param {{columns: number, bands: number, start_s: number, stop_s: number}} wanted */
export const useSpectrogram = (jobId, sha256, stem, wanted) =>
  useQuery({
    queryKey: ['job', jobId, 'spectrogram', sha256, stem, wanted],
    queryFn: () => api.spectrogram(jobId, { stem, ...wanted }),
    staleTime: Infinity,
    placeholderData: (before) => before,
  })
