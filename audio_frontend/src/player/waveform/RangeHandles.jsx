// @ts-check
import { useRef } from 'react'
import { dragged } from './range.js'

/** @typedef {import('../transport.js').Span} Span */
/** @typedef {import('./range.js').End} End */

const ENDS = /** @type {const} */ (['start', 'stop'])
const HIT_PX = 44

/**
 * Start and end of the range as handles for a finger: they move at once, without being held first, and the page scrolls
 * wherever there is no handle. For keys and for reading aloud there are the two times below.
 * @param {{duration: number, range: Span | null, view: Span, height: number, onRange: (range: Span | null) => void}} props `view`: the part of the song in sight
 */
export function RangeHandles({ duration, range, view, height, onRange }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null))
  const grip = useRef(/** @type {{end: End, offset: number} | null} */ (null)) // seconds from the finger to the edge
  const span = range ?? { start: 0, stop: duration }
  /** @param {number} clientX */
  const timeAt = (clientX) => {
    const { left, width } = /** @type {HTMLDivElement} */ (box.current).getBoundingClientRect()
    return view.start + ((clientX - left) / Math.max(width, 1)) * (view.stop - view.start)
  }
  const letGo = () => void (grip.current = null)
  return (
    <div ref={box} aria-hidden="true" className="pointer-events-none absolute inset-x-0 top-0 z-10 hidden any-pointer-coarse:block" style={{ height }}>
      {ENDS.map((end) => {
        const share = (span[end] - view.start) / (view.stop - view.start)
        if (!(share >= -1e-6 && share <= 1 + 1e-6)) return null
        const left = end === 'start' ? `max(0px, calc(${share * 100}% - ${HIT_PX}px))` : `min(calc(100% - ${HIT_PX}px), ${share * 100}%)`
        return (
          <div
            key={end}
            data-range-handle={end}
            className="pointer-events-auto absolute top-0 touch-none"
            style={{ width: HIT_PX, height: HIT_PX, left }}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId)
              grip.current = { end, offset: span[end] - timeAt(event.clientX) }
            }}
            onPointerMove={(event) => grip.current?.end === end && onRange(dragged(span, end, timeAt(event.clientX) + grip.current.offset, duration))}
            onPointerUp={letGo}
            onPointerCancel={letGo}
          >
            <Grip />
          </div>
        )
      })}
      {ENDS.map((end) => <Edge key={end} share={(span[end] - view.start) / (view.stop - view.start)} />)}
    </div>
  )
}

/** @param {{share: number}} props */
const Edge = ({ share }) => (share >= -1e-6 && share <= 1 + 1e-6 ? <div className="absolute inset-y-0 w-0.5 bg-accent" style={{ left: `clamp(0px, calc(${share * 100}% - 1px), calc(100% - 2px))` }} /> : null)

/** What one sees of a handle. */
const Grip = () => (
  <div className="flex h-7 items-center justify-center gap-1 rounded-md border border-accent bg-accent-soft shadow-sm">
    <span className="h-3.5 w-0.5 bg-accent" />
    <span className="h-3.5 w-0.5 bg-accent" />
  </div>
)
