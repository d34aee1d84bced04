// @ts-check
import { useState } from 'react'
import { cn } from '@/lib/cn.js'
import { spokenTime } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { nameOf } from '@/lib/place/useShortcuts.js'
import { useTime } from '../useTransport.js'
import { RangeHandles } from './RangeHandles.jsx'
import { moved } from './sliderKeys.js'
import { useRegions } from './useRegions.js'
import { useCursor, useZoom } from './useWaveControls.js'
import { useWaveform } from './useWaveform.js'
import './wave.css'

/** @typedef {import('../transport.js').Span} Span */
/** @typedef {import('./useWaveControls.js').WaveHandle} WaveHandle */

const BELOW = 18 + 4 + 28 // the timeline and the minimap

/**
 * A finger on the wave scrolls the page or taps, and draws no range: WaveSurfer would take over after 100 ms, and the page
 * would stand still. The minimap may be pulled.
 * @param {import('react').PointerEvent} event
 */
function scrollByFinger(event) {
  const inMinimap = event.nativeEvent.composedPath().some((node) => node instanceof Element && node.part.contains('minimap'))
  if (event.pointerType === 'touch' && !inMinimap) event.stopPropagation()
}

/**
 * A waveform that is a slider: click, drag a range, or arrows.
 * @param {object} props
 * @param {string} props.label what the slider moves
 * @param {{data: number[][], duration_s: number}} props.peaks
 * @param {import('../transport.js').Transport} props.transport
 * @param {HTMLMediaElement} [props.media]
 * @param {import('../drawing/colours.js').Tone} [props.tone]
 * @param {number} [props.height]
 * @param {Span | null} [props.range]
 * @param {(range: Span | null) => void} [props.onRange]
 * @param {import('./useRegions.js').Mark[]} [props.marks]
 * @param {(view: Span) => void} [props.onView]
 * @param {import('react').Ref<WaveHandle>} [props.handle]
 * @param {string} [props.className]
 */
export function Waveform({ label, peaks, transport, media, tone = 'song', height = 112, range, onRange, marks, onView, handle, className }) {
  const [container, setContainer] = useState(/** @type {HTMLElement | null} */ (null))
  const duration = peaks.duration_s
  const [view, setView] = useState({ start: 0, stop: duration })
  /** @param {Span} next */
  const onSight = (next) => {
    if (next.start !== view.start || next.stop !== view.stop) setView(next)
    onView?.(next)
  }
  const { drawn, failed } = useWaveform({ container, peaks: peaks.data, duration, tone, height, media, onView: onSight, onSeek: media ? undefined : transport.seek })
  useRegions(drawn, { range, onRange, marks })
  useCursor(drawn, transport, Boolean(media))
  useZoom(drawn, peaks.data, handle)

  const time = Math.min(useTime(transport), duration)
  const mark = marks?.find(({ start, stop }) => time >= start && time < stop)
  /** @param {import('react').KeyboardEvent} event */
  const onKeyDown = (event) => {
    const to = moved(nameOf(event.nativeEvent), transport.time(), duration)
    if (to === null) return
    event.preventDefault()
    transport.seek(to)
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.round(duration * 10) / 10}
      aria-valuenow={Math.round(time * 10) / 10}
      aria-valuetext={t.wave.place(spokenTime(time), spokenTime(duration), mark?.label)}
      onKeyDown={onKeyDown}
      className={cn('relative min-w-0 rounded-lg', className)}
    >
      {failed ? <p className="grid place-items-center text-sm text-soft" style={{ height: height + BELOW }}>{t.wave.undrawable}</p> : (
        <div ref={setContainer} aria-hidden="true" className="wave" onPointerDownCapture={scrollByFinger} style={/** @type {import('react').CSSProperties} */ ({ minHeight: height + BELOW, '--wave-height': `${height}px` })} />
      )}
      {onRange && drawn && <RangeHandles duration={duration} range={range ?? null} view={view} height={height} onRange={onRange} />}
    </div>
  )
}
