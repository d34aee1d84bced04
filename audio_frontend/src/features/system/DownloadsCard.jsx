// @ts-check
import { CircleCheck, CircleDashed, CircleDotDashed } from 'lucide-react'
import { useId, useState } from 'react'
import { bytes } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Chip } from '@/ui/Bits.jsx'
import { Card } from '@/ui/Card.jsx'
import { CopyButton } from '@/ui/CopyButton.jsx'

/** @typedef {import('@/lib/api.js').Schemas['Download']} Download */

const words = t.system.downloads
const COPY = { copy: words.copy, copied: t.system.copied, notCopied: t.job.attention.notCopied }

const STATES = /** @type {const} */ ({
  present: { Icon: CircleCheck, tone: 'good' },
  partial: { Icon: CircleDotDashed, tone: 'warn' },
  missing: { Icon: CircleDashed, tone: 'plain' },
})

/** What can be downloaded by name, and the command that does it. @param {{downloads: Download[]}} props */
export function DownloadsCard({ downloads }) {
  return (
    <Card title={words.title} hint={words.hint}>
      <ul className="grid gap-x-8 lg:grid-cols-2">
        {downloads.map((download) => <Row key={download.name} download={download} />)}
      </ul>
    </Card>
  )
}

/** @param {{download: Download}} props */
function Row({ download }) {
  const { title, summary, licence, licence_url, state, command, received_bytes, verified, source } = download
  const [refused, setRefused] = useState(false)
  const id = useId()
  const wanted = state !== 'present' || !verified
  const { Icon, tone } = STATES[state]
  const told = state === 'partial' ? words.partial(bytes(received_bytes), bytes(download.bytes)) : words.states[state]
  return (
    <li aria-labelledby={id} className="flex min-w-0 flex-col gap-2 border-t border-line py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 id={id} className="font-medium">{title}</h3>
        <Chip tone={tone} className="numbers" icon={<Icon aria-hidden="true" className="size-4 shrink-0" />}>{told}</Chip>
        <span className="numbers text-sm text-soft">{bytes(download.bytes)}</span>
      </div>
      <p className="text-sm text-soft">{summary}</p>
      <p className="whole text-sm text-soft">{words.licence}: <a className="underline" href={licence_url} target="_blank" rel="noreferrer">{licence}<span className="sr-only"> ({t.system.newTab})</span></a></p>
      {source && <p className="whole text-sm text-soft">{words.oneSource(source)}</p>}
      {state === 'present' && !verified && <p className="text-sm">{words.unverified}</p>}
      {wanted && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <code className="whole min-w-0 rounded-lg bg-raised px-2 py-1 text-sm">{command}</code>
          <CopyButton className="min-w-28" aria-label={t.system.about(words.copy, title)} text={command} words={COPY} onCopied={() => setRefused(false)} onRefused={() => setRefused(true)} />
          {refused && <p role="alert" className="text-sm">{words.refused}</p>}
        </div>
      )}
    </li>
  )
}
