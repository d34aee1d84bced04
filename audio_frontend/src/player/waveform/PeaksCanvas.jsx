// @ts-check
import { useCallback } from 'react'
import { cn } from '@/lib/cn.js'
import { token, waveColours } from '@/player/drawing/colours.js'
import { paintPeaks } from '@/player/drawing/paint.js'
import { useCanvas } from '@/player/drawing/useCanvas.js'

/** @typedef {import('@/player/transport.js').Span} Span */

/**
 * A waveform with the play head; a click goes there (for keys there is the slider above it).
 * @param {{peaks: {data: number[][], duration_s: number}, view: Span, time: number, tone: import('@/player/drawing/colours.js').Tone, dim?: boolean, onSeek?: (time: number) => void, className?: string}} props
 */
export function PeaksCanvas({ peaks, view, time, tone, dim = false, onSeek, className }) {
  const paint = useCallback(
    (/** @type {CanvasRenderingContext2D} */ context, /** @type {number} */ width, /** @type {number} */ height) => {
      context.fillStyle = dim ? token('edge') : waveColours(tone).progressColor
      context.globalAlpha = dim ? 0.45 : 1
      paintPeaks(context, width, height, peaks, view)
    },
    [peaks, view, tone, dim],
  )
  /** @param {import('react').MouseEvent<HTMLElement>} event */
  const onClick = ({ currentTarget, clientX }) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    const share = width ? Math.min(Math.max((clientX - left) / width, 0), 1) : 0
    onSeek?.(Math.min(view.start + share * (view.stop - view.start), peaks.duration_s))
  }
  return (
    <div role="presentation" aria-hidden="true" onClick={onSeek && onClick} className={cn('relative min-w-0 overflow-hidden', onSeek && 'cursor-pointer', className)}>
      <canvas ref={useCanvas(paint)} className="block size-full" />
      <PlayHead view={view} time={time} />
    </div>
  )
}

/** @param {{view: Span, time: number}} props */
export function PlayHead({ view, time }) {
  const share = (time - view.start) / (view.stop - view.start)
  if (!(share >= 0 && share <= 1)) return null
  return <div className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-px bg-ink" style={{ left: `${share * 100}%` }} />
}
