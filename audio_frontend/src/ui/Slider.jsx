// @ts-check
import { Slider as Radix } from 'radix-ui'
import { useId, useState } from 'react'
import { cn } from '@/lib/cn.js'

/**
 * A slider with its number beside it: drag, arrows, or type. The number is taken on Enter and when the field is left.
 * @param {{label: string, value: number, onChange: (value: number) => void, min: number, max: number, step?: number, unit?: string,
 *   hint?: string, hideLabel?: boolean, className?: string, format?: (value: number) => string, reason?: string | null | false, reset?: number, fromMiddle?: boolean}} props
 *   `reason`: why it has no effect now; `reset`: where a double click and the Delete key take it; `fromMiddle`: filled from the middle to the thumb
 */
export function Slider({ label, value, onChange, min, max, step = 1, unit = '', hint, hideLabel, className, format, reason, reset, fromMiddle }) {
  const id = useId()
  const note = reason || hint
  const off = Boolean(reason)
  const [typed, setTyped] = useState(/** @type {string | null} */ (null)) // null: nobody is typing
  const take = () => {
    const number = Number((typed ?? '').replace(',', '.').replace('−', '-'))
    if (typed?.trim() && Number.isFinite(number)) onChange(Math.min(Math.max(number, min), max))
    setTyped(null)
  }
  const share = ((Math.min(Math.max(value, min), max) - min) / (max - min)) * 100
  const toReset = reset === undefined || off ? undefined : () => onChange(reset)
  return (
    <div className={cn('min-w-0', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1 block text-sm font-medium'}>
        {label}
      </label>
      <div className="flex items-center gap-3">
        <Radix.Root
          value={[Math.min(Math.max(value, min), max)]}
          onValueChange={([next]) => onChange(next)}
          min={min}
          max={max}
          step={step}
          disabled={off}
          onDoubleClick={toReset}
          onKeyDown={(event) => toReset && ['Delete', 'Backspace'].includes(event.key) && (event.preventDefault(), toReset())}
          className={cn('relative flex h-8 min-w-16 flex-1 touch-none items-center', off && 'opacity-50')}
        >
          <Radix.Track className="relative h-1.5 w-full rounded-full bg-line">
            {fromMiddle ? (
              <>
                <span className="absolute left-1/2 -top-1 h-3.5 w-0.5 -translate-x-1/2 bg-edge" />
                <span className="absolute h-full bg-accent" style={{ left: `${Math.min(share, 50)}%`, right: `${100 - Math.max(share, 50)}%` }} />
              </>
            ) : <Radix.Range className="absolute h-full rounded-full bg-accent" />}
          </Radix.Track>
          <Radix.Thumb
            aria-label={label}
            aria-valuetext={format ? format(value) : `${value} ${unit}`.trim()}
            className="block size-6 rounded-full border-2 border-accent bg-panel shadow-sm"
          />
        </Radix.Root>
        <span className="flex shrink-0 items-center gap-1.5">
          <input
            id={id}
            inputMode="decimal"
            value={typed ?? String(value)}
            aria-describedby={note ? `${id}-hint` : undefined}
            disabled={off}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={take}
            onKeyDown={(event) => event.key === 'Enter' && (event.preventDefault(), take())}
            className="numbers h-9 w-16 rounded-lg border border-edge bg-panel px-2 text-end disabled:opacity-50"
          />
          {unit && <span className="w-7 text-sm text-soft">{unit}</span>}
        </span>
      </div>
      {note && (
        <p id={`${id}-hint`} className="mt-1 text-sm text-soft">
          {note}
        </p>
      )}
    </div>
  )
}
