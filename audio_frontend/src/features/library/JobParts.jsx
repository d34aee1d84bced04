// @ts-check
/** What a job has in a table and on a card alike. */
import { Download, RotateCcw } from 'lucide-react'
import { urls } from '@/lib/api.js'
import { useUploads } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { Name } from '@/ui/Bits.jsx'
import { IconButton, LinkButton } from '@/ui/Button.jsx'
import { JobPicture } from '@/ui/song/JobPicture.jsx'
import { StatusChip } from '@/ui/StatusChip.jsx'

/** @typedef {import('@/lib/api.js').JobSummary} JobSummary */

const words = t.library
const MENDABLE = ['partial', 'failed', 'cancelled']

/** A checkbox with room for a finger. @param {{label: string, checked: boolean, disabled?: boolean, onChange: () => void}} props */
export const Tick = ({ label, checked, disabled, onChange }) => (
  <label className="grid size-10 place-items-center">
    <input type="checkbox" aria-label={label} checked={checked} disabled={disabled} onChange={onChange} className="size-5 accent-accent" />
  </label>
)

/** The title beside the picture of the song, and beneath it what the song is. @param {{job: JobSummary}} props */
export function Title({ job }) {
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
export const Status = ({ job }) => <StatusChip status={job.status} progress={job.progress} warnings={job.warnings} placeholders={job.placeholders} />

/** @param {{job: JobSummary}} props */
export const Voice = ({ job }) => (job.voice ? <Name most={24}>{job.voice.name}</Name> : t.job.noVoice)

/** @param {{job: JobSummary, onResume: (id: string) => void}} props */
export const Acts = ({ job, onResume }) => (
  <>
    {MENDABLE.includes(job.status) && <IconButton label={words.about(words.resume, job.title)} icon={<RotateCcw aria-hidden="true" className="size-5" />} onClick={() => onResume(job.job_id)} />}
    {job.result && (
      <LinkButton look="quiet" href={urls.download(job.job_id)} download aria-label={words.about(words.download, job.title)} title={words.about(words.download, job.title)} className="size-10 px-0">
        <Download aria-hidden="true" className="size-5" />
      </LinkButton>
    )}
  </>
)
