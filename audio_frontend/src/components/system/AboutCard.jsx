// @ts-check
import { Check, Copy, ExternalLink } from 'lucide-react'
import { useId, useState } from 'react'
import { address } from '../../services/api.js'
import { t } from '../../strings/en.js'
import { Button } from '../ui/Button.jsx'
import { Card } from '../ui/Card.jsx'
import { Fact } from './MachineCard.jsx'

/** Versions, the API, and a text for a report. @param {{versions: [string, string][], text: () => string}} props `text` makes the diagnostics */
export function AboutCard({ versions, text }) {
  const [copied, setCopied] = useState(false)
  const [refused, setRefused] = useState('')
  const id = useId()
  const copy = async () => {
    const told = text()
    try {
      await navigator.clipboard.writeText(told)
      setCopied(true)
      setRefused('')
    } catch {
      setRefused(told) // not asked, not allowed, or no secure page
    }
  }
  return (
    <Card title={t.system.aboutTitle}>
      <dl className="mb-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5">
        {versions.map(([what, version]) => <Fact key={what} what={what}>{version}</Fact>)}
      </dl>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button className="min-w-44" aria-describedby={`${id}-hint`} icon={copied ? <Check aria-hidden="true" className="size-4 text-good" /> : <Copy aria-hidden="true" className="size-4" />} onClick={copy}>
          {copied ? t.system.copied : t.system.copy}
        </Button>
        <span id={`${id}-hint`} className="text-sm text-soft">{t.system.copyHint}</span>
        <span role="status" className="sr-only">{copied && t.system.copied}</span>
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
