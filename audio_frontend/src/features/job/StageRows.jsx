// @ts-check
import { Ban, CircleCheck, CircleDashed, CircleMinus, CircleX, LoaderCircle } from 'lucide-react'
import { cn } from '@/lib/cn.js'
import { percent, times } from '@/lib/format.js'
import { deviceLabel } from '@/lib/jobLabels.js'
import { t } from '@/lib/strings/index.js'

/** @typedef {import('@/lib/api.js').Progress['stages'][number]} Stage */

const LOOKS = {
  pending: { Icon: CircleDashed, ink: 'text-soft' },
  running: { Icon: LoaderCircle, ink: 'text-accent motion-safe:animate-spin' },
  done: { Icon: CircleCheck, ink: 'text-good' },
  skipped: { Icon: CircleMinus, ink: 'text-soft' },
  failed: { Icon: CircleX, ink: 'text-bad' },
  cancelled: { Icon: Ban, ink: 'text-soft' },
}

/** What is done one after the other, how far each is, and how fast here. @param {{stages: Stage[]}} props */
export function StageRows({ stages }) {
  return (
    <ul aria-label={t.job.stages.label}>
      {stages.map((stage) => <Row key={stage.name} stage={stage} />)}
    </ul>
  )
}

/** @param {{stage: Stage}} props */
function Row({ stage: { name, state, fraction, speed, device } }) {
  const { Icon, ink } = LOOKS[state]
  const begun = state !== 'pending' && state !== 'skipped'
  const facts = [speed !== null && t.job.realTime(times(speed)), device && deviceLabel(device)].filter(Boolean)
  return (
    <li className="grid min-h-11 grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-x-3 border-t border-line py-1.5 first:border-t-0 sm:grid-cols-[1.25rem_minmax(0,11rem)_minmax(4rem,1fr)_5.5rem_minmax(0,15rem)]">
      <Icon aria-hidden="true" className={cn('size-5', ink)} />
      <span className={cn('min-w-0', !begun && 'text-soft')}>{t.job.stages[name]}</span>
      <span aria-hidden="true" className="hidden h-1.5 overflow-hidden rounded-full bg-line sm:block">
        <span className={cn('block h-full rounded-full transition-[width] duration-300', state === 'failed' ? 'bg-bad' : 'bg-accent')} style={{ width: begun ? `${fraction * 100}%` : 0 }} />
      </span>
      <span className={cn('numbers text-end text-sm', state === 'failed' ? 'text-bad' : 'text-soft')}>
        {state === 'running' ? percent(fraction) : t.job.states[state]}
      </span>
      <span className="numbers col-start-2 text-sm text-soft sm:col-start-auto">{facts.join(' · ')}</span>
    </li>
  )
}
