// @ts-check
import { useEffect, useRef } from 'react'
import { ProblemError } from '@/lib/api.js'
import { labelOf } from '@/lib/cover/labels.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'

const words = t.song.submit
const MISSING_ENGINE = 'model_unavailable'
const BAD_CONFIG = 'invalid_config'

/** The answer to a button that is always in sight comes into sight too. @param {{children: import('react').ReactNode}} props */
export function InSight({ children }) {
  const container = useRef(/** @type {HTMLDivElement | null} */ (null))
  useEffect(() => {
    container.current?.scrollIntoView?.({ block: 'center' }) // its promise is no clean-up
  }, [])
  return <div ref={container}>{children}</div>
}

/** What the studio remarks about the order. @param {{notes: ReturnType<typeof import('@/lib/messages.js').notesOf>}} props */
export function Remarks({ notes }) {
  if (!notes.length) return null
  return (
    <Notice kind="warning" title={words.notes}>
      <ul className={notes.length > 1 ? 'list-disc ps-4' : undefined}>
        {notes.map(({ key, text }) => <li key={key}>{text}</li>)}
      </ul>
    </Notice>
  )
}

/**
 * The studio can't take the order. Named fields say it themselves, and are listed here, because one may be folded away.
 * @param {{problem: ProblemError, fields: Record<string, string>, onRetry?: () => void, onDismiss?: () => void, onAllow?: () => void}} props
 */
export function Refusal({ problem, fields, onRetry, onDismiss, onAllow }) {
  const named = Object.entries(fields)
  if (named.length) {
    return (
      <Notice kind="problem" title={words.problem}>
        <ul>
          {named.map(([field, message]) => <li key={field}>{labelOf(field)}: {message}</li>)}
        </ul>
        {problem.code === BAD_CONFIG && <p>{problem.remedy}</p>}
      </Notice>
    )
  }
  const { code, title, detail } = problem
  const allowed = code === MISSING_ENGINE && onAllow
  return (
    <ProblemCard error={allowed ? new ProblemError({ code, title, detail, remedy: words.allowHint }) : problem} onRetry={problem.status >= 500 ? onRetry : undefined} onDismiss={onDismiss}>
      {allowed && <Button size="small" onClick={onAllow}>{words.allow}</Button>}
    </ProblemCard>
  )
}
