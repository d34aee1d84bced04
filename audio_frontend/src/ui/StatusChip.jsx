// @ts-check
import { Ban, CircleCheck, CircleX, Clock, Info, LoaderCircle, TriangleAlert } from 'lucide-react'
import { percent } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Chip } from './Bits.jsx'

/** @typedef {import('@/lib/api.js').JobSummary['status']} Status */

const LOOKS = /** @type {const} */ ({
  queued: { Icon: Clock, tone: 'plain' },
  running: { Icon: LoaderCircle, tone: 'accent' },
  completed: { Icon: CircleCheck, tone: 'good' },
  partial: { Icon: TriangleAlert, tone: 'warn' },
  failed: { Icon: CircleX, tone: 'bad' },
  cancelled: { Icon: Ban, tone: 'plain' },
  standIns: { Icon: TriangleAlert, tone: 'warn' },
  notes: { Icon: Info, tone: 'good' },
})

/**
 * How a job is doing: icon, word, colour.
 * @param {{status: Status, progress?: number, warnings?: readonly string[], placeholders?: readonly string[], className?: string}} props
 * `progress` 0 to 1 is said of a running one; a finished one says whether stand-ins took part, or there are notes
 */
export function StatusChip({ status, progress, warnings = [], placeholders = [], className }) {
  const done = status === 'completed'
  const kind = done && placeholders.length ? 'standIns' : done && warnings.length ? 'notes' : status
  const { Icon, tone } = LOOKS[kind]
  const spin = kind === 'running' && 'motion-safe:animate-spin'
  return (
    <Chip tone={tone} icon={<Icon aria-hidden="true" className={`size-4 shrink-0 ${spin || ''}`} />} className={className}>
      <span className="numbers">
        {t.status[kind]}
        {kind === 'running' && progress !== undefined && ` ${percent(progress)}`}
      </span>
    </Chip>
  )
}
