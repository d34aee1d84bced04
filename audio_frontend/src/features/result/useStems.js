// @ts-check
import { useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api.js'

/** @typedef {import('@/lib/api.js').Stem} Stem */

const POINTS = 4000
const LANE_POINTS = 1000

/** The outline and the loudness of a stem of this result. @param {string} jobId @param {string} sha256 of the result: another mix, other stems @param {Stem} stem @param {boolean} [small] */
export const useStemPeaks = (jobId, sha256, stem, small = false) =>
  useQuery({
    queryKey: ['job', jobId, 'peaks', sha256, stem, small],
    queryFn: ({ signal }) => api.stemPeaks(jobId, stem, small ? LANE_POINTS : POINTS, signal),
    staleTime: Infinity,
    placeholderData: (before) => before, // the old drawing stays until the new one is here
  })

/** The pitch of this result: a segment that was made again may have been heard otherwise. @param {string} jobId @param {string} sha256 @param {number} points */
export const useF0 = (jobId, sha256, points) =>
  useQuery({ queryKey: ['job', jobId, 'f0', sha256, points], queryFn: () => api.f0(jobId, points), staleTime: Infinity, placeholderData: (before) => before })

/** @param {string} jobId @param {string} sha256 @param {Stem} stem @param {{columns: number, bands: number, start_s: number, stop_s: number}} options */
export const useSpectrogram = (jobId, sha256, stem, options) =>
  useQuery({
    queryKey: ['job', jobId, 'spectrogram', sha256, stem, options],
    queryFn: ({ signal }) => api.spectrogram(jobId, { stem, ...options }, signal),
    staleTime: Infinity,
    placeholderData: (before) => before,
  })
