// @ts-check
import { Download, RotateCcw } from 'lucide-react'
import { urls } from '@/lib/api.js'
import { cn } from '@/lib/cn.js'
import { ago, bytes, clock } from '@/lib/format.js'
import { useUploads } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { Name } from '@/ui/Bits.jsx'
import { IconButton, LinkButton } from '@/ui/Button.jsx'
import { JobPicture } from '@/ui/song/JobPicture.jsx'
import { StatusChip } from '@/ui/StatusChip.jsx'
import { useWide } from './useWide.js'

/** @typedef {import('@/lib/api.js').JobSummary} JobSummary */
/** @typedef {{jobs: JobSummary[], chosen: Set<string>, onChoose: (id: string) => void, onChooseAll: () => void, onResume: (id: string) => void}} Props */

const words = t.library
const MENDABLE = ['partial', 'failed', 'cancelled']

/** The jobs as a table; as cards where a table has no room. @param {Props} props */
export function JobTable(props) {
  return useWide() ? <Table {...props} /> : <Cards {...props} />
}

/** @param {Props} props */
function Table({ jobs, chosen, onChoose, onChooseAll, onResume }) {
  const all = jobs.every((job) => chosen.has(job.job_id))
  return (
    <table className="w-full table-fixed text-start">
      <caption className="sr-only">{words.list}</caption>
      <thead className="text-sm text-soft">
        <tr>
          <th scope="col" className="w-11"><Tick label={words.selectAll} checked={all} onChange={onChooseAll} /></th>
          <Head>{words.cols.title}</Head>
          <Head className="w-44 xl:w-52">{words.cols.status}</Head>
          <Head className="hidden w-36 xl:table-cell">{words.cols.voice}</Head>
          <Head className="hidden w-20 text-end xl:table-cell">{words.cols.length}</Head>
          <Head className="w-24 text-end">{words.cols.size}</Head>
          <Head className="hidden w-36 xl:table-cell">{words.cols.made}</Head>
          <th scope="col" className="w-20"><span className="sr-only">{words.cols.acts}</span></th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <tr key={job.job_id} className={cn('border-t border-line', chosen.has(job.job_id) && 'bg-accent-soft')}>
            <td><Tick label={words.select(job.title)} checked={chosen.has(job.job_id)} onChange={() => onChoose(job.job_id)} /></td>
            <th scope="row" className="px-2 py-2.5 text-start font-medium">
              <Title job={job} />
              <span className="numbers ms-14 block text-sm font-normal text-soft xl:hidden"><Voice job={job} /> · {clock(job.duration_s)} · {ago(job.finished ?? job.created)}</span>
            </th>
            <td className="px-2"><Status job={job} /></td>
            <td className="hidden px-2 text-soft xl:table-cell"><Voice job={job} /></td>
            <td className="numbers hidden px-2 text-end text-soft xl:table-cell">{clock(job.duration_s)}</td>
            <td className="numbers px-2 text-end text-soft">{bytes(job.disk_bytes)}</td>
            <td className="hidden px-2 text-soft xl:table-cell">{ago(job.finished ?? job.created)}</td>
            <td className="text-end whitespace-nowrap"><Acts job={job} onResume={onResume} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** @param {Props} props */
function Cards({ jobs, chosen, onChoose, onResume }) {
  return (
    <ul aria-label={words.list}>
      {jobs.map((job) => (
        <li key={job.job_id} className={cn('-mx-2 grid grid-cols-[2.5rem_minmax(0,1fr)_auto] items-start border-t border-line px-2 py-3 first:border-t-0', chosen.has(job.job_id) && 'bg-accent-soft')}>
          <Tick label={words.select(job.title)} checked={chosen.has(job.job_id)} onChange={() => onChoose(job.job_id)} />
          <div className="flex min-h-10 min-w-0 items-center font-medium"><Title job={job} /></div>
          <div className="flex"><Acts job={job} onResume={onResume} /></div>
          <div className="col-span-2 col-start-2 min-w-0">
            <Status job={job} />
            <p className="numbers mt-1.5 text-sm text-soft"><Voice job={job} /> · {clock(job.duration_s)} · {bytes(job.disk_bytes)} · {ago(job.finished ?? job.created)}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}

/** @param {{className?: string, children: string}} props */
const Head = ({ className, children }) => <th scope="col" className={cn('px-2 py-2 text-start font-medium', className)}>{children}</th>

/** A checkbox with room for a finger. @param {{label: string, checked: boolean, onChange: () => void}} props */
const Tick = ({ label, checked, onChange }) => (
  <label className="grid size-10 place-items-center">
    <input type="checkbox" aria-label={label} checked={checked} onChange={onChange} className="size-5 accent-accent" />
  </label>
)

/** The title beside the picture of the song, and beneath it what the song is. @param {{job: JobSummary}} props */
function Title({ job }) {
  const { data: songs } = useUploads()
  const song = songs?.find(({ file_id }) => file_id === job.file_id)
  const known = [job.title, `${job.title}.${song?.filename.split('.').pop()}`]
  const about = song ? [song.artist, song.title ?? song.filename].filter((line) => line && !known.includes(line)).join(' · ') : ''
  return (
    <span className="flex min-w-0 items-start gap-3">
      <JobPicture job={job} />
      <span className="min-w-0">
        <a href={links.job(job.job_id)} className="block rounded hover:text-accent hover:underline"><Name most={60}>{job.title}</Name></a>
        {about && <Name most={60} className="block text-sm font-normal text-soft">{about}</Name>}
      </span>
    </span>
  )
}

/** @param {{job: JobSummary}} props */
const Status = ({ job }) => <StatusChip status={job.status} progress={job.progress} warnings={job.warnings} placeholders={job.placeholders} />

/** @param {{job: JobSummary}} props */
const Voice = ({ job }) => (job.voice ? <Name most={24}>{job.voice.name}</Name> : t.job.noVoice)

/** @param {{job: JobSummary, onResume: (id: string) => void}} props */
const Acts = ({ job, onResume }) => (
  <>
    {MENDABLE.includes(job.status) && <IconButton label={words.about(words.resume, job.title)} icon={<RotateCcw aria-hidden="true" className="size-5" />} onClick={() => onResume(job.job_id)} />}
    {job.result && (
      <LinkButton look="quiet" href={urls.download(job.job_id)} download aria-label={words.about(words.download, job.title)} title={words.about(words.download, job.title)} className="size-10 px-0">
        <Download aria-hidden="true" className="size-5" />
      </LinkButton>
    )}
  </>
)
