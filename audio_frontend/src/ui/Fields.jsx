// @ts-check
import { Switch as RadixSwitch } from 'radix-ui'
import { forwardRef, useId } from 'react'
import { cn } from '@/lib/cn.js'

const BOX = 'h-10 w-full min-w-0 rounded-lg border border-edge bg-panel px-3'

/** @typedef {{label: string, hint?: import('react').ReactNode, problem?: string, hideLabel?: boolean}} FieldProps */

/** Label above, hint or problem below. @param {FieldProps & {id: string, className?: string, children: import('react').ReactNode}} props */
function Labelled({ id, label, hint, problem, hideLabel, className, children }) {
  return (
    <div data-problem={problem ? true : undefined} className={cn('min-w-0', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1 block text-sm font-medium'}>
        {label}
      </label>
      {children}
      {(problem || hint) && (
        <p id={`${id}-hint`} data-why={problem ? true : undefined} className={cn('mt-1 text-sm', problem ? 'text-bad' : 'text-soft')}>
          {problem || hint}
        </p>
      )}
    </div>
  )
}

export const TextField = forwardRef(
  /** @param {FieldProps & import('react').ComponentPropsWithoutRef<'input'>} props @param {import('react').ForwardedRef<HTMLInputElement>} ref */
  function TextField({ label, hint, problem, hideLabel, className, ...rest }, ref) {
    const id = useId()
    return (
      <Labelled {...{ id, label, hint, problem, hideLabel, className }}>
        <input ref={ref} id={id} aria-invalid={problem ? true : undefined} aria-describedby={problem || hint ? `${id}-hint` : undefined} className={cn(BOX, problem && 'border-bad')} {...rest} />
      </Labelled>
    )
  },
)

export const SelectField = forwardRef(
  /** @param {FieldProps & {reason?: string | null | false, options: {value: string, label: string}[]} & import('react').ComponentPropsWithoutRef<'select'>} props `reason`: why it has no effect now @param {import('react').ForwardedRef<HTMLSelectElement>} ref */
  function SelectField({ label, hint, problem, hideLabel, options, className, reason, ...rest }, ref) {
    const id = useId()
    return (
      <Labelled {...{ id, label, hint: reason || hint, problem: reason ? undefined : problem, hideLabel, className }}>
        <select ref={ref} id={id} disabled={Boolean(reason)} aria-describedby={problem || hint || reason ? `${id}-hint` : undefined} className={cn(BOX, 'disabled:opacity-50')} {...rest}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </Labelled>
    )
  },
)

/** On or off, with what it means. @param {{label: string, hint?: string, checked: boolean, onChange: (on: boolean) => void, reason?: string | null | false}} props `reason`: why it has no effect now */
export function Switch({ label, hint, checked, onChange, reason }) {
  const id = useId()
  const note = reason || hint
  return (
    <div className="flex min-w-0 items-start justify-between gap-4">
      <div className="min-w-0">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {note && (
          <p id={`${id}-hint`} className="text-sm text-soft">
            {note}
          </p>
        )}
      </div>
      <RadixSwitch.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={Boolean(reason)}
        aria-describedby={note ? `${id}-hint` : undefined}
        className="relative mt-0.5 h-6 w-11 shrink-0 rounded-full border border-edge bg-raised transition-colors disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="block size-4.5 translate-x-0.5 rounded-full bg-edge transition-transform data-[state=checked]:translate-x-5.5 data-[state=checked]:bg-on-accent" />
      </RadixSwitch.Root>
    </div>
  )
}
