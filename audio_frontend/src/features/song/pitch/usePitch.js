// @ts-check
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api.js'

/**
 * Where the singer is, and what key would suit a voice. The first answer takes the studio some seconds of listening.
 * @param {string | null} fileId nobody is asked without one
 * @param {{voice: string | undefined, source: 'song' | 'vocals', transpose: boolean}} wanted without a voice there is no suggestion
 */
export const usePitch = (fileId, { voice, source, transpose }) =>
  useQuery({
    queryKey: ['uploads', fileId, 'pitch', source, voice ?? null, transpose],
    queryFn: ({ signal }) => api.pitch(fileId ?? '', voice, source, transpose, signal),
    enabled: fileId !== null,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  })
