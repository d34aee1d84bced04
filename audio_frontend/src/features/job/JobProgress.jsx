// @ts-check
import { Bell, BellOff, BellRing, Square } from 'lucide-react'
import { clock, percent, roughRange } from '@/lib/format.js'
import { readyCount } from '@/lib/job.js'
import { t } from '@/lib/strings/index.js'
import { Progress } from '@/ui/Bits.jsx'
import { Button, IconButton } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ListenAlong } from './ListenAlong.jsx'
import { SegmentStrip } from './SegmentStrip.jsx'
import { StageRows } from './StageRows.jsx'

/** @typedef {import('@/lib/api.js').Progress} ProgressOf */

/**
 * A job at work: how far, how fast, what can be heard already; `away`: nobody answers, so nothing is foretold.
 * @param {{job: import('@/lib/api.js').Job, progress: ProgressOf, away: boolean, cancel: import('./useJobManager.js').Manager['cancel'],
 *   notice: ReturnType<typeof import('./useEndNotice.js').useEndNotice>}} props
 */
export function JobProgress({ job, progress, away, cancel, notice }) {
  const queued = progress.status === 'queued'
  return (
    <>
      <Card title={t.job.progress} action={<BellButton notice={notice} />}>
        <div className="flex min-h-9 flex-wrap items-baseline gap-x-4 gap-y-1">
          <strong className="numbers text-3xl font-semibold tracking-tight">{percent(progress.progress)}</strong>
          <span className="numbers text-sm text-soft sm:text-base">{queued ? <QueuePlace place={progress.queue_position} /> : <Times worked={progress.worked_s} eta={away ? null : progress.eta_s} />}</span>
        </div>
        <Progress value={progress.progress} label={t.job.overall} className="mt-2" />
        {progress.stuck && <Notice kind="problem" title={t.job.stuck} className="mt-3">{progress.stuck}</Notice>}
        <p role="status" className="sr-only">{announcement(progress)}</p>
        <div className="mt-4"><StageRows stages={progress.stages} /></div>
        <div className="mt-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t border-line pt-4">
          <p className="text-sm text-soft">{readyCount(progress.segments) ? t.job.cancelHint : t.job.cancelHintNone}</p>
          <Button icon={<Square aria-hidden="true" className="size-4" />} reason={cancel.isPending ? t.job.cancelling : null} onClick={() => cancel.mutate()}>{t.common.cancel}</Button>
        </div>
      </Card>
      {progress.segments.length > 0 && (
        <Card title={t.job.segments.title} hint={readyCount(progress.segments) ? t.job.segments.hint : undefined}>
          <ListenAlong jobId={job.job_id} fileId={String(job.request.file_id)} start={startOf(job)} segments={progress.segments} />
          <SegmentStrip jobId={job.job_id} segments={progress.segments} keys />
        </Card>
      )}
    </>
  )
}

/** Where in the song it begins, in seconds. @param {import('@/lib/api.js').Job} job */
const startOf = ({ config }) => Number(/** @type {any} */ (config).range?.start ?? 0)

/** @param {{place: number | null}} props */
const QueuePlace = ({ place }) => (
  <>
    {place !== null && <span className="font-medium text-ink">{t.job.place(place)}. </span>}
    {t.job.queuedHint}
  </>
)

/** How long it was worked on, and may be yet. @param {{worked: number, eta: ProgressOf['eta_s']}} props */
function Times({ worked, eta }) {
  return (
    <>
      {t.job.elapsed(clock(worked))}
      {eta && ` · ${(eta.measured_here ? t.job.left : t.job.guessed)(roughRange(eta))}`}
    </>
  )
}

/** For a screen reader: changes with the stage, and at each quarter. @param {ProgressOf} progress */
function announcement({ status, progress, stages }) {
  const running = stages.findLast((stage) => stage.state === 'running')
  const what = status === 'queued' ? t.status.queued : running ? t.job.stages[running.name] : t.status.running
  return t.job.said(what, Math.floor(progress * 4) * 25)
}

/** @param {{notice: ReturnType<typeof import('./useEndNotice.js').useEndNotice>}} props */
function BellButton({ notice: { possible, wish, ask, forget } }) {
  if (!possible) return null
  if (wish === 'refused') return <span className="flex items-center gap-1.5 text-sm text-soft"><BellOff aria-hidden="true" className="size-4" />{t.job.bell.refused}</span>
  const on = wish === 'on'
  const Icon = on ? BellRing : Bell
  return <IconButton label={on ? t.job.bell.on : t.job.bell.ask} pressed={on} icon={<Icon aria-hidden="true" className="size-5" />} onClick={on ? forget : ask} className="-my-1" />
}
