// @ts-check
import { LoaderCircle, WifiOff } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { WholeCoverButton } from '@/features/songs/WholeCoverButton.jsx'
import { percent } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { useTitle } from '@/lib/place/title.js'
import { links } from '@/lib/place/useRoute.js'
import { Waiting } from '@/ui/Bits.jsx'
import { LinkButton } from '@/ui/Button.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { JobHeader } from './JobHeader.jsx'
import { JobProgress } from './JobProgress.jsx'
import { Outcome } from './Outcome.jsx'
import { useEndNotice } from './useEndNotice.js'
import { useJobManager } from './useJobManager.js'

/** A job's whole life; the URL is the state. @param {{jobId: string}} props */
export function JobPage({ jobId }) {
  const manager = useJobManager(jobId)
  const { job, progress, frame, status } = manager
  const heading = useFocusAtEnd(frame, status)
  const ended = frame === 'end' && status ? t.job.title.end(t.status[status], job?.title ?? '') : undefined
  const notice = useEndNotice(ended)
  useTitle(ended ?? (job && progress ? t.job.title.work(percent(progress.progress), job.title) : undefined))

  if (manager.gone) return <Gone />
  if (manager.leaving) return <p role="status" className="flex items-center gap-3 py-16 text-soft"><LoaderCircle aria-hidden="true" className="size-5 motion-safe:animate-spin" />{t.job.leaving}</p>
  if (manager.loadError) return <ProblemCard error={manager.loadError} onRetry={manager.reload} />
  if (!job || !progress || !frame) return <Loading />
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-5">
      <JobHeader manager={manager} job={job} />
      <WholeCoverButton job={job} />
      <Lost shown={manager.following && manager.connection === 'lost'} />
      {manager.problem && <ProblemCard error={manager.problem} onDismiss={manager.dismiss} />}
      {frame === 'work'
        ? <JobProgress job={job} progress={progress} away={manager.following && manager.connection === 'lost'} cancel={manager.cancel} notice={notice} />
        : <Outcome job={job} manager={manager} progress={progress} mixing={frame === 'mixing'} headingRef={heading} />}
    </div>
  )
}

/**
 * To the heading when the work ends under somebody's eyes: on success unless they are busy elsewhere on the page, on
 * failure unless they type or are in a dialog. And nobody is left nowhere when what they pressed is gone.
 * @param {'work' | 'mixing' | 'end' | undefined} frame @param {import('@/lib/job.js').Status | undefined} status
 */
function useFocusAtEnd(frame, status) {
  const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null))
  const before = useRef({ frame, status })
  useEffect(() => {
    const was = before.current
    before.current = { frame, status }
    if (!was.frame || was.frame === 'mixing' || (was.frame === frame && was.status === status)) return // a new mix: one is at the player
    const focused = document.activeElement
    const nowhere = focused === null || focused === document.body || focused.matches('#main, h1') // where a change of place leads
    const busy = focused?.closest('[role="dialog"], input, textarea, select')
    const bad = status === 'failed' || status === 'partial'
    if (frame === 'end' && (nowhere || (bad && !busy))) heading.current?.focus()
    else if (frame === 'work' && nowhere) document.getElementById('main')?.focus({ preventScroll: true })
  }, [frame, status])
  return heading
}

/** @param {{shown: boolean}} props */
const Lost = ({ shown }) => (
  <div role="status" className={shown ? '' : 'sr-only'}>
    {shown && (
      <p className="flex items-center gap-3 rounded-xl bg-warn-soft p-3.5">
        <WifiOff aria-hidden="true" className="size-5 shrink-0 text-warn" />
        {t.job.lost}
      </p>
    )}
  </div>
)

const Loading = () => (
  <div className="grid gap-5">
    <h1 className="sr-only">{t.job.loading}</h1>
    <Waiting className="h-24" label={t.job.loading} />
    <div aria-hidden="true" className="h-96 animate-pulse rounded-2xl bg-raised" />
  </div>
)

const Gone = () => (
  <div className="mx-auto max-w-md py-16 text-center">
    <h1>{t.job.gone.title}</h1>
    <p className="mt-2 mb-6 text-soft">{t.job.gone.detail}</p>
    <LinkButton look="primary" href={links.library}>{t.job.gone.home}</LinkButton>
  </div>
)
