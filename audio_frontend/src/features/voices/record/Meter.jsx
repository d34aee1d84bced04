// @ts-check
import { useEffect, useState } from 'react'
import { cn } from '@/lib/cn.js'
import { roughly, signed } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Progress } from '@/ui/Bits.jsx'
import { USED_SECONDS } from './level.js'

const FLOOR_DB = -60 // the left end
const TIMES_A_SECOND = 12
const words = t.addVoice.record
const ADVICE = { good: words.good, loud: words.tooLoud, soft: words.tooSoft, silent: words.nothing }

/** @param {number} db */
const shareOf = (db) => Math.min(Math.max((db - FLOOR_DB) / -FLOOR_DB, 0), 1)

/** @param {import('./level.js').Levels} levels */
const reading = ({ db, holdDb, now, seconds }) => ({ db, holdDb, now, seconds })

/** How loud it is, what to do about it, and how much there is. @param {{levels: import('./level.js').Levels}} props */
export function Meter({ levels }) {
  const [{ db, holdDb, now, seconds }, look] = useState(() => reading(levels))
  useEffect(() => {
    const timer = setInterval(() => look(reading(levels)), 1000 / TIMES_A_SECOND)
    return () => clearInterval(timer)
  }, [levels])
  const { least, most } = USED_SECONDS
  const time = roughlyWhole(seconds)
  const isLoud = now === 'loud'
  return (
    <div className="grid min-w-0 gap-2">
      <div className="flex min-w-0 items-center gap-3">
        <div role="meter" aria-label={words.meter} aria-valuemin={FLOOR_DB} aria-valuemax={0} aria-valuenow={Math.round(Math.max(db, FLOOR_DB))} aria-valuetext={words.level(signed(Math.round(db)))} className="relative h-3 min-w-0 flex-1 overflow-hidden rounded-full bg-line">
          <div className={cn('h-full rounded-full', isLoud ? 'bg-bad' : 'bg-accent')} style={{ width: `${shareOf(db) * 100}%` }} />
          <div className={cn('absolute inset-y-0 w-0.5', isLoud ? 'bg-bad' : 'bg-ink')} style={{ left: `calc(${shareOf(holdDb) * 100}% - 2px)` }} />
        </div>
        <span aria-hidden="true" className="numbers w-20 shrink-0 text-end text-sm text-soft">{words.level(signed(Math.round(holdDb)))}</span>
      </div>
      <p role="status" className={cn('min-h-6 text-sm', { good: 'text-soft', loud: 'text-bad', soft: 'text-warn', silent: 'text-bad' }[now])}>{ADVICE[now]}</p>
      <Progress value={seconds / most} label={words.time} />
      <p className="numbers text-sm">{seconds < least ? words.short(time, least) : words.enough(time, most)}</p>
    </div>
  )
}

/** @param {number} seconds */
const roughlyWhole = (seconds) => (seconds < 1 ? '0 s' : roughly(Math.floor(seconds)))
