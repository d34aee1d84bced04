// @ts-check
import { useMemo } from 'react'
import { ago, clock } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { Name, Waiting } from '@/ui/Bits.jsx'
import { Card } from '@/ui/Card.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { StatusChip } from '@/ui/StatusChip.jsx'
import { ComparePlayer } from './ComparePlayer.jsx'
import { useJobsOf, useOutlines } from './useVersions.js'
import { isFinished, labelsOf } from './versions.js'

/** @typedef {import('@/lib/api.js').JobSummary} JobSummary */
/** @typedef {import('./versions.js').Finished} Finished */

const words = t.songs.versions
const MOST_HEARD = 8 // side by side; older ones are a link

/** The covers of a song, to be heard against each other and the original, and its tries. @param {{fileId: string, keys?: boolean}} props `keys`: Space and X are its own; not where the page has another player */
export function SongVersions({ fileId, keys = true }) {
  const covers = useJobsOf(fileId, 'covers')
  const tries = useJobsOf(fileId, 'tries')
  const labels = useMemo(() => labelsOf(covers.data ?? []), [covers.data])
  if (covers.error) return <ProblemCard error={covers.error} onRetry={() => covers.refetch()} />
  if (!covers.data) return <Waiting className="h-64" label={words.loading} />
  const finished = covers.data.filter(isFinished)
  const [heard, older] = [finished.slice(0, MOST_HEARD), finished.slice(MOST_HEARD)]
  const others = covers.data.filter((job) => !isFinished(job))
  return (
    <>
      {heard.length > 0 && <Compared key={heard.map((job) => job.job_id).join()} jobs={heard} labels={labels} keys={keys} />}
      {covers.data.length === 0 && <None />}
      <Jobs title={words.others} jobs={others} nameOf={(job) => labels.get(job.job_id) ?? job.title} />
      <Jobs title={words.older} jobs={older} nameOf={(job) => labels.get(job.job_id) ?? job.title} />
      <Jobs title={words.tries} hint={words.triesHint} jobs={tries.data ?? []} nameOf={(job) => job.title} />
    </>
  )
}

/** What can't be drawn can't be played either: it is told, and the others are compared. @param {{jobs: Finished[], labels: Map<string, string>, keys: boolean}} props */
function Compared({ jobs, labels, keys }) {
  const { outlines, pending, error, retry } = useOutlines(jobs)
  const original = outlines[jobs.length]
  const versions = jobs.flatMap((job, at) => {
    const outline = outlines[at]
    return outline ? [{ id: job.job_id, label: labels.get(job.job_id) ?? job.title, outline, job }] : []
  })
  return (
    <Card title={words.listen}>
      {pending ? <Waiting className="h-72" label={words.drawing} /> : (
        <div className="grid gap-3">
          {error && <ProblemCard error={error} onRetry={retry} />}
          {original && versions.length > 0 && <ComparePlayer covers={versions} original={original} source={jobs[0]} keys={keys} />}
        </div>
      )}
    </Card>
  )
}

const None = () => (
  <div className="rounded-2xl border border-dashed border-edge px-4 py-10 text-center">
    <h2>{words.none}</h2>
    <p className="mx-auto mt-1 max-w-md text-soft">{words.noneHint}</p>
  </div>
)

/** @param {{title: string, hint?: string, jobs: JobSummary[], nameOf: (job: JobSummary) => string}} props */
function Jobs({ title, hint, jobs, nameOf }) {
  if (!jobs.length) return null
  return (
    <Card title={title} hint={hint}>
      <ul aria-label={title}>
        {jobs.map((job) => (
          <li key={job.job_id} className="border-t border-line first:border-t-0">
            <a href={links.job(job.job_id)} className="flex min-h-14 min-w-0 flex-wrap items-center justify-between gap-x-4 gap-y-1 rounded-lg py-2 hover:text-accent">
              <span className="min-w-0">
                <Name most={60} className="block font-medium">{nameOf(job)}</Name>
                <span className="numbers block text-sm text-soft">{clock(job.duration_s)} · {ago(job.finished ?? job.created)}</span>
              </span>
              <StatusChip status={job.status} progress={job.progress} warnings={job.warnings} placeholders={job.placeholders} />
            </a>
          </li>
        ))}
      </ul>
    </Card>
  )
}
