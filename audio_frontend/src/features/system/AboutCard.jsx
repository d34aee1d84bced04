// @ts-check
import { ExternalLink } from 'lucide-react'
import { useId, useState } from 'react'
import { address } from '@/lib/api.js'
import { t } from '@/lib/strings/index.js'
import { Card } from '@/ui/Card.jsx'
import { CopyButton } from '@/ui/CopyButton.jsx'
import { Fact } from './MachineCard.jsx'

const WORDS = { copy: t.system.copy, copied: t.system.copied, notCopied: t.job.attention.notCopied }

/** Versions, the API, and a text for a report. @param {{versions: [string, string][], text: () => string}} props `text` makes the diagnostics */
export function AboutCard({ versions, text }) {
  const [refused, setRefused] = useState('')
  const id = useId()
  return (
    <Card title={t.system.aboutTitle}>
      <dl className="mb-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5">
        {versions.map(([what, version]) => <Fact key={what} what={what}>{version}</Fact>)}
      </dl>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <CopyButton className="min-w-44" size="normal" aria-describedby={`${id}-hint`} text={text} words={WORDS} onCopied={() => setRefused('')} onRefused={setRefused} />
        <span id={`${id}-hint`} className="text-sm text-soft">{t.system.copyHint}</span>
      </div>
      {refused && (
        <div className="mt-3">
          <label htmlFor={id} role="alert" className="mb-1 block text-sm">{t.system.copyRefused}</label>
          <textarea id={id} readOnly rows={10} value={refused} onFocus={(event) => event.target.select()} className="w-full rounded-lg border border-edge bg-panel p-3 font-mono text-sm" />
        </div>
      )}
      <p className="mt-4 flex flex-wrap gap-x-6 gap-y-1">
        <Outside href="/docs">{t.system.docs}</Outside>
        <Outside href="/metrics">{t.system.metrics}</Outside>
      </p>
    </Card>
  )
}

/** @param {{href: string, children: string}} props */
function Outside({ href, children }) {
  return (
    <a href={address(href)} target="_blank" rel="noreferrer" className="flex min-h-8 items-center gap-1.5 rounded-lg font-medium text-accent hover:underline">
      {children}
      <ExternalLink aria-hidden="true" className="size-4" />
      <span className="sr-only">({t.system.newTab})</span>
    </a>
  )
}
