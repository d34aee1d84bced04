// @ts-check
import { RadioGroup } from 'radix-ui'
import { useId } from 'react'
import { cn } from '@/lib/cn.js'

/**
 * One of a few: radio buttons drawn as a segmented control (`look="row"`) or as a list with explanations (`look="list"`).
 * @template {string} T
 * @param {{label: string, hideLabel?: boolean, value: T, onChange: (value: T) => void, look?: 'row' | 'list',
 *   options: {value: T, label: string, hint?: string, icon?: import('react').ReactNode}[], problem?: string, className?: string}} props
 */
export function Choice({ label, hideLabel, value, onChange, options, look = 'row', problem, className }) {
  const id = useId()
  return (
    <div data-problem={problem ? true : undefined} className={cn('min-w-0', className)}>
      <p id={id} className={hideLabel ? 'sr-only' : 'mb-1 text-sm font-medium'}>
        {label}
      </p>
      <RadioGroup.Root
        aria-labelledby={id}
        aria-describedby={problem ? `${id}-problem` : undefined}
        aria-invalid={problem ? true : undefined}
        value={value}
        onValueChange={(next) => onChange(/** @type {T} */ (next))}
        className={look === 'row' ? 'inline-flex max-w-full flex-wrap gap-1 rounded-xl bg-raised p-1 max-sm:flex' : 'grid gap-1.5'}
      >
        {options.map((option) => (
          <RadioGroup.Item
            key={option.value}
            value={option.value}
            aria-describedby={option.hint ? `${id}-${option.value}` : undefined}
            className={cn(
              'group rounded-lg text-start transition-colors',
              look === 'row'
                ? 'min-h-8 flex-auto px-3 text-center text-soft max-sm:min-h-9 max-sm:min-w-9 max-sm:px-1 max-sm:text-sm hover:text-ink data-[state=checked]:bg-panel data-[state=checked]:text-ink data-[state=checked]:shadow-sm'
                : 'flex items-start gap-3 border border-line p-3 hover:bg-raised data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft',
            )}
          >
            {look === 'list' && (
              <span aria-hidden="true" className="mt-1 grid size-4 shrink-0 place-items-center rounded-full border border-edge group-data-[state=checked]:border-accent">
                <span className="hidden size-2 rounded-full bg-accent group-data-[state=checked]:block" />
              </span>
            )}
            <span className="min-w-0">
              <span className={cn('flex items-center gap-2 font-medium', look === 'row' && 'justify-center')}>
                {option.icon}
                {option.label}
              </span>
              {option.hint && look === 'list' && (
                <span id={`${id}-${option.value}`} className="block text-sm text-soft">
                  {option.hint}
                </span>
              )}
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      {problem && <p id={`${id}-problem`} role="alert" data-why className="mt-1 text-sm text-bad">{problem}</p>}
    </div>
  )
}
