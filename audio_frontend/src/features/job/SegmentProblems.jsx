// @ts-check
import { Download, RotateCcw, SlidersHorizontal, Undo2 } from 'lucide-react'
import { urls } from '@/lib/api.js'
import { openProblems, readyCount } from '@/lib/job.js'
import { problemLabel, whereOf } from '@/lib/jobLabels.js'
import { t } from '@/lib/strings/index.js'
import { Fold } from '@/ui/Bits.jsx'
import { Button, LinkButton } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { CopyButton } from '@/ui/CopyButton.jsx'
import { EndHeading } from './EndHeading.jsx'
import { SegmentStrip } from './SegmentStrip.jsx'

/** @typedef {import('@/lib/api.js').Segment} Segment */
/** @typedef {import('@/lib/api.js').Job} Job */
/** @typedef {import('./useJobManager.js').Manager} Manager */

const SHOWN = 4

/**
 * A job that is finished but for some segments: what is wrong with each, and everything that can be done about it.
 * @param {{job: Job, segments: Segment[], manager: Pick<Manager, 'retry' | 'resume' | 'keep'>,
 *   onRetryWith: (segment: Segment | null) => void, headingRef: import('react').Ref<HTMLHeadingElement>}} props
 */
export function SegmentProblems({ job, segments, manager, onRetryWith, headingRef }) {
  const open = openProblems(segments)
  const [first, more] = [open.slice(0, SHOWN), open.slice(SHOWN)]
  /** @param {Segment} segment */
  const row = (segment) => <Problem key={segment.index} job={job} segment={segment} manager={manager} onRetryWith={onRetryWith} />
  return (
    <Card className="border-warn">
      <EndHeading status="partial" ref={headingRef}>{t.job.attention.title}</EndHeading>
      <p className="mt-1 mb-4">{t.job.attention.ready(readyCount(segments), segments.length)}</p>
      <SegmentStrip jobId={job.job_id} segments={segments} keys onRetry={(segment) => manager.retry.mutate({ segment: segment.index })} />
      <ul className="mt-2">{first.map(row)}</ul>
      {more.length > 0 && <Fold title={t.job.attention.more(more.length)}><ul>{more.map(row)}</ul></Fold>}
      <div className="mt-1 border-t border-line pt-4">
        <div className="flex flex-wrap gap-2">
          {open.length > 1 && (
            <>
              <Button look="primary" icon={<RotateCcw aria-hidden="true" className="size-4" />} reason={manager.resume.isPending ? t.job.attention.asked : null} onClick={() => manager.resume.mutate(undefined)}>{t.job.attention.retryAll(open.length)}</Button>
              <Button icon={<SlidersHorizontal aria-hidden="true" className="size-4" />} onClick={() => onRetryWith(null)}>{t.job.attention.retryAllWith}</Button>
            </>
          )}
          <LinkButton href={urls.download(job.job_id)} download icon={<Download aria-hidden="true" className="size-4" />}>{t.job.attention.download}</LinkButton>
        </div>
        <p className="mt-2 text-sm text-soft">{t.job.attention.downloadHint}</p>
      </div>
    </Card>
  )
}

/** @param {{job: Job, segment: Segment, manager: Pick<Manager, 'retry' | 'keep'>, onRetryWith: (segment: Segment) => void}} props */
function Problem({ job, segment, manager: { retry, keep }, onRetryWith }) {
  const busy = retry.isPending || keep.isPending ? t.job.attention.asked : null
  return (
    <li className="border-t border-line py-4">
      <p className="whole">{problemLabel(segment)}</p>
      {segment.error?.remedy && <p className="whole text-sm text-soft">{segment.error.remedy}</p>}
      <div role="group" aria-label={whereOf(segment)} className="mt-2.5 flex flex-wrap gap-2">
        <Button size="small" reason={busy} icon={<RotateCcw aria-hidden="true" className="size-4" />} onClick={() => retry.mutate({ segment: segment.index })}>{t.job.attention.retry}</Button>
        <Button size="small" icon={<SlidersHorizontal aria-hidden="true" className="size-4" />} onClick={() => onRetryWith(segment)}>{t.job.attention.retryWith}</Button>
        <Button size="small" icon={<Undo2 aria-hidden="true" className="size-4" />} onClick={() => !busy && keep.mutate(segment.index)}>{t.job.attention.keep}</Button>
        <CopyButton text={details(job, segment)} />
      </div>
    </li>
  )
}

/** What a report of this needs, without paths or names. @param {Job} job @param {Segment} segment */
const details = (job, segment) => JSON.stringify({ job_id: job.job_id, segment: segment.index, phase: segment.phase, settings: segment.settings, error: segment.error }, null, 2)
