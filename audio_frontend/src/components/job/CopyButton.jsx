// @ts-check
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../strings/en.js'
import { Button } from '../ui/Button.jsx'

/** @param {{text: string}} props */
export function CopyButton({ text }) {
  const [done, setDone] = useState(/** @type {'copied' | 'notCopied' | null} */ (null))
  const copy = () => Promise.resolve(navigator.clipboard?.writeText(text) ?? Promise.reject()).then(() => setDone('copied'), () => setDone('notCopied'))
  const Icon = done === 'copied' ? Check : Copy
  return (
    <Button size="small" icon={<Icon aria-hidden="true" className="size-4" />} onClick={copy}>
      <span aria-live="polite">{t.job.attention[done ?? 'copy']}</span>
    </Button>
  )
}
