// @ts-check
import { cn } from '@/lib/cn.js'
import { signed } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { usePeakDb } from '@/player/multitrack/useMultitrackPlayer.js'

const FLOOR_DB = -48

/** How loud it is now, at the loudspeakers. @param {{player: import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer}} props */
export function MasterMeter({ player }) {
  const peak = usePeakDb(player)
  const over = peak > 0
  const share = Math.min(Math.max((peak - FLOOR_DB) / -FLOOR_DB, 0), 1)
  return (
    <div className="flex min-w-0 items-center gap-3">
      <div aria-hidden="true" className="h-2 w-32 min-w-0 overflow-hidden rounded-full bg-line">
        <div data-testid="meter" className={cn('h-full rounded-full', over ? 'bg-bad' : 'bg-accent')} style={{ width: `${share * 100}%` }} />
      </div>
      <p className={cn('numbers w-28 shrink-0 text-sm whitespace-nowrap', over ? 'text-bad' : 'text-soft')}>{over ? t.result.over : peak < FLOOR_DB ? t.result.silent : t.result.peak(signed(peak))}</p>
    </div>
  )
}
