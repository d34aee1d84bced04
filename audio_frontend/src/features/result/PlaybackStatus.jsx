// @ts-check
import { LoaderCircle } from 'lucide-react'
import { t } from '@/lib/strings/en.js'
import { useDebounced } from '@/lib/useDebounced.js'
import { useDeskState } from '@/player/multitrack/useMultitrack.js'
import { ProblemCard } from '@/ui/ProblemCard.jsx'

/** What the listener waits for, if it takes a moment, or what else is to be said; and what went wrong. @param {{desk: import('@/player/multitrack/MultitrackPlayer.js').Desk, otherwise: string}} props */
export function DeskStatus({ desk, otherwise }) {
  const { state, group, wanted, opening, failure, changed } = useDeskState(desk)
  const needed = opening && (wanted !== group || state === 'waiting') ? t.desk.opening(t.desk.tracks[/** @type {keyof typeof t.desk.tracks} */ (opening)]) : ''
  const words = useDebounced(needed ? `${needed}${wanted !== group && state === 'playing' ? ` ${t.desk.until(t.desk.modes[/** @type {'cover'} */ (group)])}` : ''}` : state === 'waiting' ? t.desk.waiting : '', 350)
  if (failure && !changed) return <ProblemCard error={failure} onRetry={() => (desk.retry(), desk.listen(wanted))} />
  return (
    <p role="status" className="flex min-h-6 items-center gap-2 text-sm text-soft">
      {words && <LoaderCircle aria-hidden="true" className="size-4 shrink-0 motion-safe:animate-spin" />}
      {words || otherwise}
    </p>
  )
}
