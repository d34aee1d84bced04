// @ts-check
import { useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api.js'
import { keys } from '@/lib/queries.js'

/** All songs, newest first, and the ids of those that can't be read any more. */
export const useSongs = () => useQuery({ queryKey: keys.uploads, queryFn: api.uploads })
