// @ts-check
import { Download } from 'lucide-react'
import { urls } from '@/lib/api.js'
import { cn } from '@/lib/cn.js'
import { bytes, kilohertz } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { LinkButton } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'

/** @typedef {import('@/lib/api.js').Job} Job */
/** @typedef {import('@/lib/api.js').Stem} Stem */

const FORMATS = ['wav', 'flac', 'mp3', 'ogg', 'm4a']
const ELSEWHERE = ['mix', 'original'] // the cover has a button of its own, the song is the user's

/** Of `result.facts`: `job.facts` may be of a mix that failed. @param {NonNullable<Job['result']>} result */
const stemsOf = ({ facts }) => /** @type {Stem[]} */ (facts.filled_stems.filter((stem) => !ELSEWHERE.includes(stem)))

/** The cover as it was made. @param {{job: Job, result: NonNullable<Job['result']>, className?: string}} props */
export function CoverLink({ job, result, className }) {
  const facts = [result.output_format.toUpperCase(), kilohertz(result.sample_rate), result.bit_depth !== null && `${result.bit_depth} bit`, bytes(result.bytes)].filter(Boolean).join(' · ')
  return (
    <LinkButton look="primary" href={urls.download(job.job_id)} download icon={<Download aria-hidden="true" className="size-5" />} className={cn('flex-wrap gap-y-0 py-1.5', className)}>
      {t.result.downloads.get}{' '}
      <span className="numbers text-sm font-normal">{facts}</span>
    </LinkButton>
  )
}

/**
 * Everything of a finished job as files; the cover itself where it isn't on top of the page already.
 * @param {{job: Job, result: NonNullable<Job['result']>, busy: boolean, withCover: boolean}} props busy: the mix is being made again
 */
export function Downloads({ job, result, busy, withCover }) {
  const own = result.output_format
  const lossless = own === 'flac' ? 'flac' : 'wav'
  return (
    <Card title={t.result.downloads.title}>
      {withCover && <CoverLink job={job} result={result} className="mb-4 w-full sm:w-auto" />}
      <p className="text-sm text-soft">{busy ? t.result.downloads.busy : t.result.downloads.madeNow}</p>
      <div className={busy ? 'opacity-50' : ''} {...(busy && { inert: '' })}>
        <Group title={t.result.downloads.formats}>
          {FORMATS.filter((format) => format !== own).map((format) => (
            <File key={format} href={urls.download(job.job_id, { format })} label={t.result.downloads.as(t.result.downloads.mix, format.toUpperCase())}>{format.toUpperCase()}</File>
          ))}
        </Group>
        <Group title={t.result.downloads.stems}>
          {stemsOf(result).map((stem) => (
            <File key={stem} href={urls.download(job.job_id, { stem, format: lossless })} label={t.result.downloads.as(t.result.downloads.names[stem], lossless.toUpperCase())}>{t.result.downloads.names[stem]}</File>
          ))}
          <File href={urls.download(job.job_id, { stem: 'all' })} label={t.result.downloads.zip}>{t.result.downloads.zip}</File>
        </Group>
      </div>
      <Group title={t.result.downloads.more}>
        <File href={urls.report(job.job_id)} name={`${job.title} (report).json`} label={t.result.downloads.report}>{t.result.downloads.report}</File>
        {result.facts.follows_pitch && <File href={urls.f0Csv(job.job_id)} name={`${job.title} (pitch).csv`} label={t.result.downloads.pitch}>{t.result.downloads.pitch}</File>}
      </Group>
    </Card>
  )
}

/** @param {{title: string, children: import('react').ReactNode}} props */
const Group = ({ title, children }) => (
  <div className="mt-4">
    <h3 className="mb-2 text-sm text-soft">{title}</h3>
    <div className="flex flex-wrap gap-2">{children}</div>
  </div>
)

/** @param {{href: string, name?: string, label: string, children: string}} props */
const File = ({ href, name = '', label, children }) => (
  <LinkButton size="small" href={href} download={name} aria-label={label}>{children}</LinkButton>
)
