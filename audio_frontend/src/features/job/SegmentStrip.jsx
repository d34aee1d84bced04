// @ts-check
import { Ban, CircleX, LoaderCircle, Play, Square, Undo2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { urls } from '@/lib/api.js'
import { cn } from '@/lib/cn.js'
import { clock } from '@/lib/format.js'
import { firstInteresting, within } from '@/lib/job.js'
import { nameOf, stateLabel } from '@/lib/jobLabels.js'
import { t } from '@/lib/strings/index.js'
import { useShortcuts } from '@/lib/place/useShortcuts.js'
import { useSnippet } from '@/player/useSnippet.js'
import { SegmentDetail } from './SegmentDetail.jsx'

/** @typedef {import('@/lib/api.js').Segment} Segment */

const STRIPES = 'repeating-linear-gradient(45deg, var(--line) 0 4px, transparent 4px 9px)'
const LOOKS = {
  pending: 'border-dashed border-edge bg-panel text-soft',
  running: 'border-accent bg-panel text-ink',
  done: 'border-accent bg-accent-soft text-accent hover:bg-accent hover:text-on-accent',
  failed: 'border-bad bg-bad-soft text-bad',
  cancelled: 'border-edge bg-raised text-soft',
  kept: 'border-edge bg-panel text-ink',
}

/**
 * The song's segments on the time axis. Finished ones play; arrows, Home and End move, with `keys` also N, P, Enter and R.
 * @param {{jobId: string, segments: Segment[], keys?: boolean, onRetry?: (segment: Segment) => void}} props
 */
export function SegmentStrip({ jobId, segments, keys = false, onRetry }) {
  const [chosen, setChosen] = useState(/** @type {number | null} */ (null)) // null: nobody has chosen yet
  const { snippet, toggle } = useSnippet()
  const list = useRef(/** @type {HTMLDivElement | null} */ (null))
  const at = within(segments, chosen ?? firstInteresting(segments))
  const segment = segments[at]

  /** @param {number} index */
  const choose = (index) => {
    const next = within(segments, index)
    setChosen(next)
    const cell = list.current?.querySelectorAll('button')[next]
    cell?.focus({ preventScroll: true })
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  /** @param {Segment} segment */
  const listen = (segment) => segment.state === 'done' && toggle(urls.preview(jobId, segment.index))
  useShortcuts(
    {
      n: () => choose(at + (chosen === null ? 0 : 1)),
      p: () => choose(at - 1),
      Enter: () => listen(segment),
      r: () => segment.state === 'failed' && onRetry?.(segment),
    },
    keys,
  )
  /** @param {import('react').KeyboardEvent} event */
  const move = (event) => {
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: segments.length - 1 }[event.key]
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault() // not also to the player
    choose(target)
  }

  return (
    <div className="min-w-0">
      <div className="-m-1 overflow-x-auto p-1">
        <div className="w-max min-w-full">
          <div ref={list} role="toolbar" aria-label={t.job.segments.list} onKeyDown={move} className="flex gap-0.5">
            {segments.map((one) => (
              <Cell
                key={one.index}
                segment={one}
                chosen={one.index === segment.index}
                playing={snippet.url === urls.preview(jobId, one.index) && snippet.state !== 'failed'}
                onPress={() => {
                  setChosen(one.index)
                  listen(one)
                }}
                onFocus={() => setChosen(one.index)}
              />
            ))}
          </div>
          <div aria-hidden="true" className="numbers mt-1 flex justify-between text-xs text-soft">
            <span>{clock(segments[0].start_s)}</span>
            <span>{clock(segments[segments.length - 1].stop_s)}</span>
          </div>
        </div>
      </div>
      <SegmentDetail jobId={jobId} segment={segment} onRetry={onRetry} />
    </div>
  )
}

/** @param {{segment: Segment, chosen: boolean, playing: boolean, onPress: () => void, onFocus: () => void}} props */
function Cell({ segment, chosen, playing, onPress, onFocus }) {
  const { state, start_s, stop_s, fraction } = segment
  const label = t.job.segments.label(nameOf(segment), stateLabel(segment))
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={state === 'done' ? playing : undefined}
      tabIndex={chosen ? 0 : -1}
      onClick={onPress}
      onFocus={onFocus}
      data-state={state}
      className={cn('relative flex h-14 min-w-6 flex-col items-center justify-center gap-0.5 overflow-hidden rounded-md border text-xs transition-colors', LOOKS[state], playing && 'bg-accent text-on-accent', chosen && 'ring-2 ring-accent')}
      style={{ flex: `${stop_s - start_s} 1 0`, backgroundImage: state === 'kept' ? STRIPES : undefined }}
    >
      {(state === 'running' || (state === 'pending' && fraction > 0)) && <span aria-hidden="true" className={cn('absolute inset-x-0 bottom-0 transition-[height] duration-300', state === 'running' ? 'bg-accent-soft' : 'bg-raised')} style={{ height: `${fraction * 100}%` }} />}
      <CellIcon state={state} playing={playing} />
      <span aria-hidden="true" className="numbers relative">{segment.index + 1}</span>
    </button>
  )
}

/** @param {{state: Segment['state'], playing: boolean}} props */
function CellIcon({ state, playing }) {
  const look = { 'aria-hidden': true, className: 'relative size-4 shrink-0' }
  if (playing) return <Square {...look} />
  if (state === 'done') return <Play {...look} />
  if (state === 'running') return <LoaderCircle {...look} className="relative size-4 shrink-0 text-accent motion-safe:animate-spin" />
  if (state === 'failed') return <CircleX {...look} />
  if (state === 'cancelled') return <Ban {...look} />
  if (state === 'kept') return <Undo2 {...look} />
  return <span className="relative size-4" />
}
