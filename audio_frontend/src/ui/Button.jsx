// @ts-check
import { forwardRef, useId } from 'react'
import { cn } from '@/lib/cn.js'
import { showProblem } from './refusal.js'

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border border-edge bg-panel text-ink hover:bg-raised',
  quiet: 'text-ink hover:bg-raised',
  danger: 'border border-bad bg-panel text-bad hover:bg-bad-soft',
}

/**
 * @typedef {object} Own
 * @property {keyof typeof LOOKS} [look]
 * @property {'small' | 'normal' | 'large'} [size]
 * @property {import('react').ReactNode} [icon]
 * @property {string | null | false} [reason] why it can't be pressed now; shown below it, and it stays focusable so that everybody finds out; pressed all the same it leads to the field that is in the way
 */

/** @param {import('react').MouseEvent} event */
function refused(event) {
  event.preventDefault()
  showProblem(event.currentTarget.closest('form, [role="dialog"]'))
}

/** A button that says why when it can't. */
export const Button = forwardRef(
  /** @param {Own & import('react').ComponentPropsWithoutRef<'button'>} props @param {import('react').ForwardedRef<HTMLButtonElement>} ref */
  function Button({ look = 'secondary', size = 'normal', icon, reason, className, children, onClick, type = 'button', ...rest }, ref) {
    const id = useId()
    const button = (
      <button
        ref={ref}
        type={type}
        aria-disabled={reason ? true : undefined}
        onClick={reason ? refused : onClick}
        className={cn(
          'inline-flex items-center justify-center gap-2 rounded-lg font-medium transition-colors select-none',
          { small: 'min-h-8 px-2.5 text-sm', normal: 'min-h-10 px-4', large: 'min-h-12 px-6 text-base' }[size],
          LOOKS[look],
          reason && 'cursor-not-allowed opacity-60',
          className,
        )}
        {...rest}
        aria-describedby={[rest['aria-describedby'], reason && id].filter(Boolean).join(' ') || undefined}
      >
        {icon}
        {children}
      </button>
    )
    if (reason === undefined) return button // a button that may get a reason keeps its place, and with it the focus
    return (
      <span className="inline-flex max-w-full flex-col items-start gap-1">
        {button}
        {reason && (
          <span id={id} className="text-sm text-soft">
            {reason}
          </span>
        )}
      </span>
    )
  },
)

/**
 * A square button with an icon; its label is spoken and shown as a tooltip.
 * @param {{label: string, icon: import('react').ReactNode, pressed?: boolean, look?: keyof typeof LOOKS, className?: string}
 *   & Omit<import('react').ComponentPropsWithoutRef<'button'>, 'children'>} props
 */
export function IconButton({ label, icon, pressed, look = 'quiet', className, ...rest }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      className={cn(
        'inline-flex size-10 shrink-0 items-center justify-center rounded-lg transition-colors',
        LOOKS[look],
        pressed && 'bg-accent-soft text-accent',
        className,
      )}
      {...rest}
    >
      {icon}
    </button>
  )
}

/** A link that looks like a button. @param {{look?: keyof typeof LOOKS, size?: 'small' | 'normal' | 'large', icon?: import('react').ReactNode} & import('react').ComponentPropsWithoutRef<'a'>} props */
export function LinkButton({ look = 'secondary', size = 'normal', icon, className, children, ...rest }) {
  return (
    <a
      className={cn(
        'inline-flex items-center justify-center gap-2 rounded-lg font-medium no-underline transition-colors',
        { small: 'min-h-8 px-2.5 text-sm', normal: 'min-h-10 px-4', large: 'min-h-12 px-6 text-base' }[size],
        LOOKS[look],
        className,
      )}
      {...rest}
    >
      {icon}
      {children}
    </a>
  )
}
