// @ts-check
import { problemOf, UNREACHABLE } from '@/lib/api.js'
import { t } from '@/lib/strings/index.js'
import { Waiting } from './Bits.jsx'
import { ProblemCard } from './ProblemCard.jsx'

/**
 * What a query has brought; grey bars of the same height before, words while nobody answers, the problem if it failed.
 * @template T
 * @param {{query: import('@tanstack/react-query').UseQueryResult<T>, height: string, children: (data: T) => import('react').ReactNode}} props
 */
export function Loaded({ query, height, children }) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <ProblemCard error={query.error} onRetry={() => query.refetch()} />
  if (query.failureReason && problemOf(query.failureReason).code === UNREACHABLE) return <p className={`${height} text-soft`}>{t.studio.waiting}</p>
  return <Waiting className={height} label={t.common.loading} />
}
