// @ts-check
import { LoaderCircle } from 'lucide-react'
import { useNoSound } from '@/lib/sound/sound.js'
import { t } from '@/lib/strings/index.js'
import { useDebounced } from '@/lib/useDebounced.js'
import { useMultitrackState } from '@/player/multitrack/useMultitrackPlayer.js'
import { NoSound } from '@/ui/NoSound.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'

/** What the listener waits for, if it takes a moment, or what else is to be said; and what went wrong. @param {{player: import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer, mixing: boolean, otherwise: string}} props `mixing`: the files are being made anew, and one that can't be had now will be there */
export function PlaybackStatus({ player, mixing, otherwise }) {
  const { state, group, selectedGroup, opening, failure, changed } = useMultitrackState(player)
  const needed = opening && (selectedGroup !== group || state === 'waiting') ? t.result.opening(t.result.tracks[/** @type {keyof typeof t.result.tracks} */ (opening)]) : ''
  const words = useDebounced(needed ? `${needed}${selectedGroup !== group && state === 'playing' ? ` ${t.result.until(t.result.modes[/** @type {'cover'} */ (group)])}` : ''}` : state === 'waiting' ? t.result.waiting : '', 350)
  const unheard = useNoSound(state !== 'paused')
  if (failure && !changed && !mixing) return <ProblemCard error={failure} onRetry={() => (player.retry(), player.selectGroup(selectedGroup))} />
  return (
    <p role="status" className="flex min-h-10 items-center gap-2 text-sm text-soft sm:min-h-6">
      {words && <LoaderCircle aria-hidden="true" className="size-4 shrink-0 motion-safe:animate-spin" />}
      {words || (unheard ? <NoSound /> : otherwise)}
    </p>
  )
}
