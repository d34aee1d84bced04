// @ts-check
import { RotateCcw, SlidersHorizontal } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { CoverLink, Downloads } from '@/features/result/Downloads.jsx'
import { QualityReport } from '@/features/result/QualityReport.jsx'
import { SettingsUsed } from '@/features/result/SettingsUsed.jsx'
import { openProblems, readyCount } from '@/lib/job.js'
import { stageLabel } from '@/lib/jobLabels.js'
import { useEngines } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Fold, Progress, Waiting } from '@/ui/Bits.jsx'
import { Button } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { CopyButton } from '@/ui/CopyButton.jsx'
import { ErrorBoundary } from '@/ui/ErrorBoundary.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { EndHeading } from './EndHeading.jsx'
import { RetryDialog } from './RetryDialog.jsx'
import { SegmentProblems } from './SegmentProblems.jsx'
import { SegmentStrip } from './SegmentStrip.jsx'

const ResultSection = lazy(() => import('@/features/result/ResultSection.jsx').then((module) => ({ default: module.ResultSection })))

/** @typedef {import('@/lib/api.js').Job} Job */
/** @typedef {import('@/lib/api.js').Segment} Segment */
/** @typedef {import('./useJobManager.js').Manager} Manager */
/** @typedef {import('react').Ref<HTMLHeadingElement>} HeadingRef */

/**
 * How a job ended, what came of it, and what can be done now.
 * @param {{job: Job, manager: Manager, progress: import('@/lib/api.js').Progress, mixing: boolean, headingRef: HeadingRef}} props
 */
export function Outcome({ job, manager, progress, mixing, headingRef }) {
  const [again, setAgain] = useState(/** @type {{segment: Segment | null} | null} */ (null))
  const { segments } = progress
  /** @param {Segment | null} segment */
  const retryWith = (segment) => setAgain({ segment })
  const status = mixing ? 'completed' : manager.status
  const ready = status === 'completed'
  return (
    <>
      {status === 'partial' && <SegmentProblems job={job} segments={segments} manager={manager} onRetryWith={retryWith} headingRef={headingRef} />}
      {(status === 'failed' || status === 'cancelled') && <Stopped status={status} job={job} progress={progress} manager={manager} onRetryWith={retryWith} headingRef={headingRef} />}
      {ready && (
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          {mixing && <Mixing progress={progress.progress} />}
          <div className={mixing ? 'sr-only' : ''}><EndHeading status="completed" ref={headingRef}>{t.job.done.title}</EndHeading></div>
          {job.result && <CoverLink job={job} result={job.result} className="w-full sm:w-auto" />}
        </div>
      )}
      {job.placeholders.length > 0 && job.result && <StandIns ids={job.placeholders} />}
      {job.result && (
        <ErrorBoundary part>
          <Suspense fallback={<Waiting className="h-[34rem]" label={t.job.done.player} />}>
            <ResultSection job={job} segments={segments} jumps={ready} onRemixed={manager.reload} />
          </Suspense>
        </ErrorBoundary>
      )}
      {ready && (
        <Card>
          <Fold title={t.job.segments.title} hint={t.job.segments.ready(readyCount(segments), segments.length)}>
            <SegmentStrip jobId={job.job_id} segments={segments} onRetry={mixing ? undefined : retryWith} />
          </Fold>
        </Card>
      )}
      {job.result ? (
        <div className="grid gap-5 xl:grid-cols-2 xl:items-start">
          <div className="grid min-w-0 gap-5">
            <Downloads job={job} result={job.result} busy={mixing} withCover={!ready} />
            <SettingsUsed job={job} />
          </div>
          <QualityReport report={manager.report} error={manager.reportError} onRetry={manager.reload} />
        </div>
      ) : <SettingsUsed job={job} />}
      {again && <RetryDialog job={job} segment={again.segment} manager={manager} onClose={() => setAgain(null)} />}
    </>
  )
}

/** In the place of the heading, as high as it: nothing moves. @param {{progress: number}} props */
const Mixing = ({ progress }) => (
  <div className="min-w-0 flex-1 basis-52">
    <p role="status" className="truncate text-sm leading-5">{t.job.mixing}</p>
    <Progress value={progress} label={t.job.overall} />
  </div>
)

/**
 * Failed as a whole, or cancelled: where, why, what is kept, how to go on.
 * @param {{status: 'failed' | 'cancelled', job: Job, progress: import('@/lib/api.js').Progress, manager: Manager, onRetryWith: (segment: Segment | null) => void, headingRef: HeadingRef}} props
 */
function Stopped({ status, job, progress, manager: { resume, retry }, onRetryWith, headingRef }) {
  const { segments, stages } = progress
  const failed = status === 'failed'
  const stage = stages.find((candidate) => candidate.state === 'failed')
  const words = t.job.failed
  return (
    <Card>
      <EndHeading status={status} ref={headingRef}>{failed ? words.title : t.job.cancelled.title}</EndHeading>
      <div className="mt-3 grid gap-4">
        {failed && job.error && (
          <Notice kind="problem" title={job.error.title} actions={<CopyButton text={JSON.stringify({ job_id: job.job_id, phase: job.phase, error: job.error }, null, 2)} />}>
            {stage && <p>{words.at(stageLabel(stage.name))}</p>}
            <p>{job.error.detail}</p>
            <p className="text-soft">{job.error.remedy}</p>
          </Notice>
        )}
        <p>
          {!failed && `${t.job.cancelled.detail} `}
          {words.kept(readyCount(segments), segments.length)}
          {job.result && ` ${words.earlier}`}
        </p>
        {segments.length > 0 && <SegmentStrip jobId={job.job_id} segments={segments} keys onRetry={(segment) => retry.mutate({ segment: segment.index })} />}
        <div className="flex flex-wrap gap-2">
          <Button look="primary" icon={<RotateCcw aria-hidden="true" className="size-4" />} reason={resume.isPending ? t.job.attention.asked : null} onClick={() => resume.mutate(undefined)}>{words.resume}</Button>
          {failed && openProblems(segments).length > 0 && <Button icon={<SlidersHorizontal aria-hidden="true" className="size-4" />} onClick={() => onRetryWith(null)}>{words.resumeWith}</Button>}
        </div>
      </div>
    </Card>
  )
}

/** @param {{ids: string[]}} props */
function StandIns({ ids }) {
  const { data } = useEngines()
  const names = ids.map((id) => data?.engines.find((engine) => engine.id === id)?.name ?? id)
  return <Notice kind="warning">{t.job.done.standIns(names.join(', '))}</Notice>
}
