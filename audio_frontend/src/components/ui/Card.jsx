// @ts-check
import { useId } from 'react'
import { cn } from '../../utils/cn.js'

/**
 * A titled part of the page; a landmark of its own.
 * @param {{title?: import('react').ReactNode, hint?: import('react').ReactNode, action?: import('react').ReactNode, level?: 2 | 3,
 *   className?: string, children: import('react').ReactNode}} props
 */
export function Card({ title, hint, action, level = 2, className, children }) {
  const id = useId()
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section aria-labelledby={title ? id : undefined} className={cn('min-w-0 rounded-2xl border border-line bg-panel p-4 sm:p-5', className)}>
      {title && (
        <header className="mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <div className="min-w-0">
            <Heading id={id}>{title}</Heading>
            {hint && <p className="text-sm text-soft">{hint}</p>}
          </div>
          {action}
        </header>
      )}
      {children}
    </section>
  )
}
