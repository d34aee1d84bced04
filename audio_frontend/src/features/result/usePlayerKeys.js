// @ts-check
import { useRef } from 'react'
import { useShortcuts } from '@/lib/place/useShortcuts.js'
import { playFrom, toggle } from '@/player/transport.js'
import { snapped } from '@/player/waveform/range.js'
import { neighbour } from '@/player/waveform/segmentMarkers.js'

/** @typedef {import('@/player/transport.js').Span} Span */

/**
 * The player's keys, for the whole page.
 * @param {object} at
 * @param {import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer} at.player
 * @param {import('react').RefObject<import('@/player/waveform/useWaveControls.js').WaveHandle>} at.wave
 * @param {Span | null} at.range
 * @param {(range: Span | null) => void} at.onRange
 * @param {import('@/player/waveform/useRegions.js').Mark[]} at.marks
 * @param {import('./mixer/remix.js').Lane[]} at.lanes
 * @param {import('./mixer/remix.js').Mix} at.mix
 * @param {(action: import('./mixer/remix.js').Action) => void} at.touch
 * @param {boolean} at.jumps N and P move here; not where a strip of segments has them
 */
export function usePlayerKeys({ player, wave, range, onRange, marks, lanes, mix, touch, jumps }) {
  const lastMine = useRef(/** @type {'cover' | 'mine'} */ ('cover'))
  const { duration } = player
  const span = range ?? { start: 0, stop: duration }
  const loop = () => player.setLoop(player.snapshot().loop ? null : span)
  const mark = (/** @type {Partial<Span>} */ change) => onRange(snapped({ ...span, ...change }, duration))
  const jump = (/** @type {1 | -1} */ way) => {
    const to = neighbour(marks, player.time(), way)
    if (to !== undefined) player.seek(to)
  }
  const compare = () => {
    const { selectedGroup } = player.snapshot()
    if (selectedGroup !== 'original') lastMine.current = selectedGroup === 'mine' ? 'mine' : 'cover'
    player.selectGroup(selectedGroup === 'original' ? lastMine.current : 'original')
  }
  const strips = Object.fromEntries(
    lanes.flatMap(({ id }, at) => [
      [String(at + 1), () => touch({ type: 'strip', id, change: { mute: !mix.strips[id].mute } })],
      [`Shift+${at + 1}`, () => touch({ type: 'strip', id, change: { solo: !mix.strips[id].solo } })],
    ]),
  )
  useShortcuts({
    Space: () => toggle(player), 'Shift+Space': () => playFrom(player, span.start),
    Home: () => player.seek(0), End: () => player.seek(duration),
    l: loop, x: compare, m: () => player.setMuted(!player.snapshot().muted),
    '[': () => mark({ start: player.time() }), ']': () => mark({ stop: player.time() }),
    ...(jumps && { n: () => jump(1), p: () => jump(-1) }),
    '+': () => wave.current?.zoomIn(), '=': () => wave.current?.zoomIn(), '-': () => wave.current?.zoomOut(), 0: () => wave.current?.fit(),
    ...strips,
  })
}
