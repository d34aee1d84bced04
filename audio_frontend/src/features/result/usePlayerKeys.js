// @ts-check
import { useRef } from 'react'
import { useShortcuts } from '@/lib/useShortcuts.js'
import { playFrom, toggle } from '@/player/transport.js'
import { snapped } from '@/player/waveform/range.js'
import { neighbour } from '@/player/waveform/segmentMarkers.js'

/** @typedef {import('@/player/transport.js').Span} Span */

/**
 * The desk's keys, for the whole page.
 * @param {object} at
 * @param {import('@/player/multitrack/MultitrackPlayer.js').Desk} at.desk
 * @param {import('react').RefObject<import('@/player/waveform/useWaveControls.js').WaveHandle>} at.wave
 * @param {Span | null} at.range
 * @param {(range: Span | null) => void} at.onRange
 * @param {import('@/player/waveform/useRegions.js').Mark[]} at.marks
 * @param {import('./mixer/remix.js').Lane[]} at.lanes
 * @param {import('./mixer/remix.js').Mix} at.mix
 * @param {(action: import('./mixer/remix.js').Action) => void} at.touch
 * @param {boolean} at.jumps N and P move here; not where a strip of segments has them
 */
export function useDeskKeys({ desk, wave, range, onRange, marks, lanes, mix, touch, jumps }) {
  const lastMine = useRef(/** @type {'cover' | 'mine'} */ ('cover'))
  const { duration } = desk
  const span = range ?? { start: 0, stop: duration }
  const loop = () => desk.setLoop(desk.snapshot().loop ? null : span)
  const mark = (/** @type {Partial<Span>} */ change) => onRange(snapped({ ...span, ...change }, duration))
  const jump = (/** @type {1 | -1} */ way) => {
    const to = neighbour(marks, desk.time(), way)
    if (to !== undefined) desk.seek(to)
  }
  const compare = () => {
    const { wanted } = desk.snapshot()
    if (wanted !== 'original') lastMine.current = wanted === 'mine' ? 'mine' : 'cover'
    desk.listen(wanted === 'original' ? lastMine.current : 'original')
  }
  const strips = Object.fromEntries(
    lanes.flatMap(({ id }, at) => [
      [String(at + 1), () => touch({ type: 'strip', id, change: { mute: !mix.strips[id].mute } })],
      [`Shift+${at + 1}`, () => touch({ type: 'strip', id, change: { solo: !mix.strips[id].solo } })],
    ]),
  )
  useShortcuts({
    Space: () => toggle(desk), 'Shift+Space': () => playFrom(desk, span.start),
    Home: () => desk.seek(0), End: () => desk.seek(duration),
    l: loop, x: compare, m: () => desk.setMuted(!desk.snapshot().muted),
    '[': () => mark({ start: desk.time() }), ']': () => mark({ stop: desk.time() }),
    ...(jumps && { n: () => jump(1), p: () => jump(-1) }),
    '+': () => wave.current?.zoomIn(), '=': () => wave.current?.zoomIn(), '-': () => wave.current?.zoomOut(), 0: () => wave.current?.fit(),
    ...strips,
  })
}
