// @ts-check
import { Download } from 'lucide-react'
import { urls } from '@/lib/api.js'
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

/** Everything of a finished job as files. @param {{job: Job, result: NonNullable<Job['result']>, busy: boolean}} props busy: the mix is being made again */
export function Downloads({ job, result, busy }) {
  const own = result.output_format
  const lossless = own === 'flac' ? 'flac' : 'wav'
  const facts = [own.toUpperCase(), kilohertz(result.sample_rate), result.bit_depth !== null && `${result.bit_depth} bit`, bytes(result.bytes)].filter(Boolean).join(' · ')
  return (
    <Card title={t.result.downloads.title}>
      <LinkButton look="primary" size="large" href={urls.download(job.job_id)} download icon={<Download aria-hidden="true" className="size-5" />} className="w-full flex-wrap py-2 sm:w-auto">
        {t.result.downloads.mix}
        <span className="numbers text-sm font-normal">{facts}</span>
      </LinkButton>
      {busy ? <p className="mt-4 text-soft">{t.result.downloads.busy}</p> : (
        <>
          <p className="mt-4 text-sm text-soft">{t.result.downloads.madeNow}</p>
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
        </>
      )}
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
