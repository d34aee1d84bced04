// @ts-check
import { cn } from '@/lib/cn.js'
import { middle } from '@/lib/format.js'

/** A name of any length: cut in its middle on screen, whole for a screen reader and a hovering mouse. @param {{children: string, most?: number, className?: string}} props */
export function Name({ children, most = 48, className }) {
  const cut = middle(children, most)
  return (
    <bdi title={cut === children ? undefined : children} className={cn('whole', className)}>
      {cut === children ? children : (
        <>
          <span aria-hidden="true">{cut}</span>
          <span className="sr-only">{children}</span>
        </>
      )}
    </bdi>
  )
}

/** 0 to 1. @param {{value: number, label: string, className?: string}} props */
export function Progress({ value, label, className }) {
  return (
    <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(value * 100)} className={cn('h-2 overflow-hidden rounded-full bg-line', className)}>
      <div className="h-full rounded-full bg-accent transition-[width] duration-300" style={{ width: `${Math.min(value, 1) * 100}%` }} />
    </div>
  )
}

const TONES = {
  plain: 'bg-raised text-soft', accent: 'bg-accent-soft text-accent', good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn', bad: 'bg-bad-soft text-bad',
}

/** A word with an icon. @param {{tone?: keyof typeof TONES, icon?: import('react').ReactNode, className?: string, children: import('react').ReactNode}} props */
export function Chip({ tone = 'plain', icon, className, children }) {
  return (
    <span className={cn('inline-flex max-w-full items-center gap-1.5 rounded-full px-2.5 py-0.5 text-sm font-medium', TONES[tone], className)}>
      {icon}
      {children}
    </span>
  )
}

/** Grey bars where something is on its way; same height, so that nothing jumps. @param {{className?: string, label: string}} props */
export function Waiting({ className, label }) {
  return (
    <div role="status" className={cn('animate-pulse rounded-xl bg-raised', className)}>
      <span className="sr-only">{label}</span>
    </div>
  )
}

/** Folded until it is wanted. @param {{title: string, hint?: string, open?: boolean, onOpen?: () => void, onChange?: (open: boolean) => void, children: import('react').ReactNode}} props */
export function Fold({ title, hint, open, onOpen, onChange, children }) {
  return (
    <details open={open} onToggle={(event) => (event.currentTarget.open && onOpen?.(), onChange?.(event.currentTarget.open))} className="group min-w-0">
      <summary className="flex min-h-9 list-none items-center gap-2 rounded-lg text-sm font-medium text-soft hover:text-ink [&::-webkit-details-marker]:hidden">
        <svg aria-hidden="true" viewBox="0 0 12 12" className="size-3 transition-transform group-open:rotate-90"><path d="m4 2 4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" /></svg>
        <span className="flex min-w-0 flex-wrap gap-x-2">
          {title}
          {hint && <span className="font-normal">{hint}</span>}
        </span>
      </summary>
      <div className="pt-3">{children}</div>
    </details>
  )
}
