// @ts-check
import { useEffect, useRef } from 'react'
import { UNREACHABLE, problemOf } from '@/lib/api.js'
import { useOver } from '@/lib/reach.js'
import { t } from '@/lib/strings/index.js'
import { Button } from './Button.jsx'
import { Notice } from './Notice.jsx'

/**
 * What happened, why, what to do. That the studio did not answer is said until it does.
 * @param {{error: unknown, inSight?: boolean, onRetry?: () => void, onDismiss?: () => void, children?: import('react').ReactNode}} props
 * `inSight`: it answers something that was just pressed, so it comes into sight and has the focus
 */
export function ProblemCard({ inSight = false, ...rest }) {
  if (useOver(rest.error, problemOf(rest.error).code === UNREACHABLE)) return null
  return inSight ? <InSight error={rest.error}><Words {...rest} /></InSight> : <Words {...rest} />
}

/** @param {{error: unknown, children: import('react').ReactNode}} props */
function InSight({ error, children }) {
  const place = useRef(/** @type {HTMLDivElement | null} */ (null))
  useEffect(() => {
    place.current?.focus({ preventScroll: true })
    place.current?.scrollIntoView?.({ block: 'center' }) // its promise is no clean-up
  }, [error])
  return <div ref={place} tabIndex={-1} className="rounded-xl">{children}</div>
}

/** @param {Omit<Parameters<typeof ProblemCard>[0], 'inSight'>} props */
function Words({ error, onRetry, onDismiss, children }) {
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
      <p className="whole">{detail}</p>
      {remedy && <p className="whole text-soft">{remedy}</p>}
    </Notice>
  )
}
