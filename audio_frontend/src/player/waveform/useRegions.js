// @ts-check
import { useEffect, useRef } from 'react'
import { SHORTEST_RANGE_S, slid, snapped } from './range.js'

/** @typedef {import('../transport.js').Span} Span */
/** @typedef {'plain' | 'accent' | 'good' | 'warn' | 'bad'} MarkTone */
/** @typedef {Span & {label: string, tone: MarkTone}} Mark */

const RANGE = 'range'
const COLOUR = 'color-mix(in srgb, var(--accent) 22%, transparent)'
/** @type {Record<MarkTone, string>} */
const TINTS = {
  plain: 'transparent', accent: 'color-mix(in srgb, var(--accent) 12%, transparent)', good: 'color-mix(in srgb, var(--good) 12%, transparent)',
  warn: 'color-mix(in srgb, var(--warn) 18%, transparent)', bad: 'color-mix(in srgb, var(--bad) 20%, transparent)',
}

/**
 * The range that can be dragged, and tints that can't.
 * @param {import('./useWaveform.js').Drawn | null} drawn
 * @param {{range?: Span | null, onRange?: (range: Span | null) => void, marks?: Mark[]}} shown
 */
export function useRegions(drawn, { range = null, onRange, marks }) {
  const now = useRef({ range, onRange })
  const ours = useRef(false) // a region that this hook adds, not one that was just dragged open
  useEffect(() => {
    now.current = { range, onRange }
  })

  useEffect(() => {
    if (!drawn || !marks?.length) return
    const added = marks.map(({ start, stop, tone }) => {
      const region = drawn.regions.addRegion({ id: 'mark', start, end: stop, drag: false, resize: false, color: TINTS[tone] })
      if (region.element) Object.assign(region.element.style, { pointerEvents: 'none', borderInlineStart: start > 0 ? '1px dashed var(--edge)' : 'none', zIndex: '0' })
      return region
    })
    return () => added.forEach((region) => region.remove())
  }, [drawn, marks])

  const draggable = Boolean(onRange)
  useEffect(() => {
    if (!drawn || !draggable) return
    const { regions, duration } = drawn
    const report = (/** @type {import('wavesurfer.js/plugins/regions').Region} */ region, /** @type {Span} */ span = { start: region.start, stop: region.end }) => {
      const next = snapped(span, duration)
      region.setOptions({ start: next.start, end: next.stop })
      now.current.onRange?.(next)
    }
    const others = (/** @type {object} */ kept) => regions.getRegions().filter((region) => region.id === RANGE && region !== kept)
    const forget = [
      regions.enableDragSelection({ id: RANGE, color: COLOUR }, 5),
      regions.on('region-created', (region) => {
        if (ours.current || region.id !== RANGE) return
        others(region).forEach((region) => region.remove())
        report(region)
      }),
      regions.on('region-updated', (region, side) => {
        if (region.id !== RANGE) return
        report(region, side || !now.current.range ? undefined : slid(now.current.range, region.start, region.end, duration))
      }),
    ]
    return () => forget.forEach((undo) => undo())
  }, [drawn, draggable])

  const [start, stop] = [range?.start, range?.stop]
  useEffect(() => {
    if (!drawn) return
    const { regions } = drawn
    const there = regions.getRegions().find((region) => region.id === RANGE)
    if (start === undefined || stop === undefined) there?.remove()
    else if (there) there.setOptions({ start, end: stop })
    else {
      ours.current = true
      regions.addRegion({ id: RANGE, start, end: stop, color: COLOUR, drag: draggable, resize: draggable, minLength: SHORTEST_RANGE_S })
      ours.current = false
    }
  }, [drawn, start, stop, draggable])
}
