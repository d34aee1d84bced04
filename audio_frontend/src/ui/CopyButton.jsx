// @ts-check
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { t } from '@/lib/strings/index.js'
import { Button } from './Button.jsx'

/**
 * Copies a text, and says whether the browser let it.
 * @param {{text: string | (() => string), words?: {copy: string, copied: string, notCopied: string}, onRefused?: (text: string) => void, onCopied?: () => void}
 *   & import('react').ComponentPropsWithoutRef<typeof Button>} props `text` may be made when it is asked for; `onRefused` gets it, to be shown
 */
export function CopyButton({ text, words = t.job.attention, onRefused, onCopied, size = 'small', ...rest }) {
  const [done, setDone] = useState(/** @type {'copied' | 'notCopied' | null} */ (null))
  const copy = async () => {
    const content = typeof text === 'function' ? text() : text
    try {
      if (!navigator.clipboard) throw new Error('no secure page')
      await navigator.clipboard.writeText(content)
      setDone('copied')
      onCopied?.()
    } catch {
      setDone('notCopied') // not asked, not allowed, or no secure page
      onRefused?.(content)
    }
  }
  const Icon = done === 'copied' ? Check : Copy
  return (
    <Button size={size} icon={<Icon aria-hidden="true" className={done === 'copied' ? 'size-4 text-good' : 'size-4'} />} onClick={copy} {...rest}>
      <span aria-live="polite">{words[done ?? 'copy']}</span>
    </Button>
  )
}
