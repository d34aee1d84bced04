// @ts-check
import { useQuery } from '@tanstack/react-query'
import { ListMusic } from 'lucide-react'
import { api } from '@/lib/api.js'
import { batchName } from '@/lib/batch.js'
import { ago } from '@/lib/format.js'
import { keys } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { Name } from '@/ui/Bits.jsx'
import { Card } from '@/ui/Card.jsx'
import { JobPicture } from '@/ui/song/JobPicture.jsx'
import { Loaded } from '@/ui/Loaded.jsx'
import { StatusChip } from '@/ui/StatusChip.jsx'

const SHOWN = 5
const [BUSY_MS, CALM_MS] = [2000, 15_000]

const useRecentJobs = () =>
  useQuery({
    queryKey: [...keys.jobs, 'recent'],
    queryFn: () => api.jobs({ kind: 'covers', grouped: true, limit: SHOWN }),
    select: ({ items, batches }) => items.map((job) => ({ job, batch: batches.find(({ batch_id }) => batch_id === job.batch_id) })),
    refetchInterval: (query) => ([...(query.state.data?.items ?? []), ...(query.state.data?.batches ?? [])].some((one) => !one.terminal) ? BUSY_MS : CALM_MS),
  })

/** The last whole covers, tries not, those of a batch as one; the running ones with how far they are. */
export function RecentJobs() {
  const jobs = useRecentJobs()
  return (
    <Card title={t.studio.jobs} action={jobs.data && jobs.data.length > 0 && <a href={links.library} className="flex min-h-8 items-center rounded-lg text-sm font-medium text-accent hover:underline">{t.studio.allJobs}</a>}>
      <Loaded query={jobs} height="h-14">
        {(items) => (items.length ? <ul>{items.map(({ job, batch }) => (batch ? <Together key={job.job_id} batch={batch} /> : <Cover key={job.job_id} job={job} />))}</ul> : <p className="min-h-14 text-soft">{t.studio.noJobs}</p>)}
      </Loaded>
    </Card>
  )
}

/** @param {{job: import('@/lib/api.js').JobSummary}} props */
function Cover({ job }) {
  return (
    <li className="border-t border-line first:border-t-0">
      <a href={links.job(job.job_id)} className="flex min-h-14 min-w-0 items-center gap-3 rounded-lg py-2 hover:text-accent">
        <JobPicture job={job} />
        <span className="min-w-0 flex-1">
          <Name most={36} className="block font-medium">{job.title}</Name>
          <span className="block text-sm text-soft">{ago(job.finished ?? job.created)}</span>
        </span>
        <StatusChip status={job.status} progress={job.progress} warnings={job.warnings} placeholders={job.placeholders} className="shrink-0" />
      </a>
    </li>
  )
}

/** @param {{batch: import('@/lib/api.js').Batch}} props */
function Together({ batch }) {
  return (
    <li className="border-t border-line first:border-t-0">
      <a href={links.batch(batch.batch_id)} className="flex min-h-14 min-w-0 items-center gap-3 rounded-lg py-2 hover:text-accent">
        <span aria-hidden="true" className="grid size-11 shrink-0 place-items-center rounded-lg bg-raised text-soft"><ListMusic className="size-5" /></span>
        <span className="min-w-0 flex-1">
          <Name most={36} className="block font-medium">{batchName(batch)}</Name>
          <span className="block text-sm text-soft">{ago(batch.finished ?? batch.created)}</span>
        </span>
        <StatusChip status={batch.status} progress={batch.progress} className="shrink-0" />
      </a>
    </li>
  )
}
