// @ts-check
import { useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api.js'

/** @typedef {import('@/lib/api.js').Voice} Voice */

/** Where somebody sings in a song. @param {string} fileId @param {string} source */
export const useExcerpts = (fileId, source) =>
  useQuery({ queryKey: ['uploads', fileId, 'excerpts', source], queryFn: () => api.excerpts(fileId, source), staleTime: Infinity })

/** Where the best sung passage begins, in seconds; 0 while it isn't known. @param {string} fileId @param {string} source */
export function useSungStart(fileId, source) {
  const { data } = useExcerpts(fileId, source)
  return data && data.best !== null ? data.items[data.best].start_s : 0
}

/** One's own first, as they came; then those that the engines bring along. @param {Voice[]} voices */
export const inOrder = (voices) => [...voices.filter(({ kind }) => kind !== 'preset'), ...voices.filter(({ kind }) => kind === 'preset')]
