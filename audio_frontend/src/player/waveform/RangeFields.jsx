// @ts-check
import { useEffect, useState } from 'react'
import { clock, seconds } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { TextField } from '@/ui/Fields.jsx'
import { problemWith } from './range.js'

/** @typedef {import('../transport.js').Span} Span */
/** @typedef {import('./range.js').End} End */

const ENDS = /** @type {const} */ (['start', 'stop'])

/**
 * The range as two times: what dragging does, by typing.
 * @param {{duration: number, range: Span | null, onRange: (range: Span | null) => void, title?: string, onWrong?: (wrong: boolean) => void}} props `onWrong`: a field holds no time that fits
 */
export function RangeFields({ duration, range, onRange, title = t.wave.range, onWrong }) {
  const [typed, setTyped] = useState(/** @type {Partial<Record<End, string>>} */ ({})) // only what is being typed, or wrong
  const [shown, setShown] = useState(range)
  if (shown !== range) {
    setShown(range) // dragged, or taken: no field may show another time than the range has
    setTyped({})
  }
  const span = range ?? { start: 0, stop: duration }
  const wrong = ENDS.some((end) => typed[end] !== undefined && Boolean(problemWith(end, typed[end], span, duration)))
  useEffect(() => onWrong?.(wrong), [wrong, onWrong])
  /** @param {End} end */
  const take = (end) => {
    const text = typed[end]
    if (text === undefined || problemWith(end, text, span, duration)) return
    const other = end === 'start' ? 'stop' : 'start'
    const next = { ...span, [end]: Math.min(seconds(text), duration) }
    const waiting = typed[other] // it was refused because of this end, and may fit now
    const fits = waiting !== undefined && !problemWith(other, waiting, next, duration)
    if (fits) next[other] = Math.min(seconds(waiting), duration)
    setTyped({ ...typed, [end]: undefined, ...(fits && { [other]: undefined }) })
    if (fits || text !== clock(span[end], true)) onRange(next)
  }
  /** @param {End} end @param {string} label */
  const field = (end, label) => (
    <TextField
      label={label}
      inputMode="decimal"
      autoComplete="off"
      spellCheck={false}
      className="w-[5.5rem] sm:w-28"
      value={typed[end] ?? clock(span[end], true)}
      problem={typed[end] === undefined ? undefined : problemWith(end, typed[end], span, duration) || undefined}
      onChange={(event) => setTyped({ ...typed, [end]: event.target.value })}
      onBlur={() => take(end)}
      onKeyDown={(event) => event.key === 'Enter' && (event.preventDefault(), take(end))}
    />
  )
  return (
    <fieldset className="flex min-w-0 flex-wrap items-start gap-2 sm:gap-3">
      <legend className="sr-only">{title}</legend>
      {field('start', t.wave.from)}
      {field('stop', t.wave.to)}
      <div className="pt-[1.625rem]">
        <Button look="quiet" onClick={() => (setTyped({}), onRange(null))} aria-pressed={!range}>
          {t.wave.whole}
        </Button>
      </div>
    </fieldset>
  )
}
