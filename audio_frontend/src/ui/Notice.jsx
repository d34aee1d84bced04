// @ts-check
import { CircleCheck, Info, OctagonAlert, TriangleAlert } from 'lucide-react'
import { cn } from '@/lib/cn.js'

const KINDS = {
  info: { Icon: Info, look: 'bg-raised', ink: 'text-soft' },
  good: { Icon: CircleCheck, look: 'bg-good-soft', ink: 'text-good' },
  warning: { Icon: TriangleAlert, look: 'bg-warn-soft', ink: 'text-warn' },
  problem: { Icon: OctagonAlert, look: 'bg-bad-soft', ink: 'text-bad' },
}

/**
 * Words with an icon; the colour only repeats what they say. A `problem` is an alert.
 * @param {{kind?: keyof typeof KINDS, title?: import('react').ReactNode, actions?: import('react').ReactNode, className?: string, children?: import('react').ReactNode}} props
 */
export function Notice({ kind = 'info', title, actions, className, children }) {
  const { Icon, look, ink } = KINDS[kind]
  return (
    <div role={kind === 'problem' ? 'alert' : undefined} className={cn('flex min-w-0 gap-3 rounded-xl p-3.5', look, className)}>
      <Icon aria-hidden="true" className={cn('mt-0.5 size-5 shrink-0', ink)} />
      <div className="whole min-w-0 flex-1">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cn(title && 'text-sm')}>{children}</div>}
        {actions && <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
