// @ts-check
import { useId } from 'react'
import { cn } from '@/lib/cn.js'

/**
 * A titled part of the page; a landmark of its own.
 * @param {{title?: import('react').ReactNode, hint?: import('react').ReactNode, action?: import('react').ReactNode,
 *   className?: string, children: import('react').ReactNode}} props
 */
export function Card({ title, hint, action, className, children }) {
  const id = useId()
  return (
    <section aria-labelledby={title ? id : undefined} className={cn('min-w-0 rounded-2xl border border-line bg-panel p-4 sm:p-5', className)}>
      {title && (
        <header className="mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <div className="min-w-0">
            <h2 id={id}>{title}</h2>
            {hint && <p className="text-sm text-soft">{hint}</p>}
          </div>
          {action}
        </header>
      )}
      {children}
    </section>
  )
}
