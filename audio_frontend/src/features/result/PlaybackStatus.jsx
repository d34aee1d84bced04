// @ts-check
import { LoaderCircle } from 'lucide-react'
import { t } from '@/lib/strings/index.js'
import { useDebounced } from '@/lib/useDebounced.js'
import { useMultitrackState } from '@/player/multitrack/useMultitrackPlayer.js'
import { ProblemCard } from '@/ui/ProblemCard.jsx'

/** What the listener waits for, if it takes a moment, or what else is to be said; and what went wrong. @param {{player: import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer, otherwise: string}} props */
export function PlaybackStatus({ player, otherwise }) {
  const { state, group, selectedGroup, opening, failure, changed } = useMultitrackState(player)
  const needed = opening && (selectedGroup !== group || state === 'waiting') ? t.result.opening(t.result.tracks[/** @type {keyof typeof t.result.tracks} */ (opening)]) : ''
  const words = useDebounced(needed ? `${needed}${selectedGroup !== group && state === 'playing' ? ` ${t.result.until(t.result.modes[/** @type {'cover'} */ (group)])}` : ''}` : state === 'waiting' ? t.result.waiting : '', 350)
  if (failure && !changed) return <ProblemCard error={failure} onRetry={() => (player.retry(), player.selectGroup(selectedGroup))} />
  return (
    <p role="status" className="flex min-h-6 items-center gap-2 text-sm text-soft">
      {words && <LoaderCircle aria-hidden="true" className="size-4 shrink-0 motion-safe:animate-spin" />}
      {words || otherwise}
    </p>
  )
}
