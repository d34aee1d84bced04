// @ts-check
import { problemOf } from '@/lib/api.js'
import { t } from '@/lib/strings/index.js'
import { Button } from './Button.jsx'
import { Notice } from './Notice.jsx'

/**
 * What happened, why, what to do.
 * @param {{error: unknown, onRetry?: () => void, onDismiss?: () => void, children?: import('react').ReactNode}} props
 */
export function ProblemCard({ error, onRetry, onDismiss, children }) {
  const { title, detail, remedy } = problemOf(error)
  return (
    <Notice
      kind="problem"
      title={title}
      actions={
        (onRetry || onDismiss || children) && (
          <>
            {onRetry && <Button size="small" onClick={onRetry}>{t.common.again}</Button>}
            {onDismiss && <Button size="small" look="quiet" onClick={onDismiss}>{t.common.dismiss}</Button>}
            {children}
          </>
        )
      }
    >
      <p>{detail}</p>
      {remedy && <p className="text-soft">{remedy}</p>}
    </Notice>
  )
}
