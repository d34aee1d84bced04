// @ts-check
import { useCallback, useImperativeHandle, useRef } from 'react'
import { useNoSound } from '@/lib/sound/sound.js'
import { t } from '@/lib/strings/index.js'
import { useShortcuts } from '@/lib/place/useShortcuts.js'
import { Button } from '@/ui/Button.jsx'
import { NoSound } from '@/ui/NoSound.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { playFrom, toggle } from '../transport.js'
import { useMediaSession } from '../useMediaSession.js'
import { useMedia, usePlaying } from '../useTransport.js'
import { RangeFields } from './RangeFields.jsx'
import { LoopButton, PlayButton, TimeShown, ZoomButtons } from './WaveTools.jsx'
import { Waveform } from './Waveform.jsx'
import { snapped } from './range.js'

/** @typedef {import('../transport.js').Span} Span */
/** @typedef {{play: (from?: number) => void, pause: () => void, seek: (time: number) => void, time: () => number}} PlayerHandle */

/**
 * One file: its waveform, and how to hear it.
 * @param {object} props
 * @param {string} props.label whose waveform it is
 * @param {import('../useMediaSession.js').Named} props.piece what it is called on a lock screen
 * @param {import('../staying/nowPlaying.js').Origin} props.origin what is said of it where its page isn't
 * @param {string} props.src an address that answers Range requests
 * @param {{data: number[][], duration_s: number}} props.peaks from the server: nothing is decoded in the page
 * @param {Span | null} [props.range] the part that is wanted; null is all of it
 * @param {(range: Span | null) => void} [props.onRange] with it the range can be dragged and typed
 * @param {(wrong: boolean) => void} [props.onWrongRange] what is typed for it is no time that fits
 * @param {import('./useRegions.js').Mark[]} [props.marks] tints that can't be moved; keep the same array while nothing changed
 * @param {boolean} [props.shortcuts] listen to the keys of the whole page
 * @param {string} [props.note] a line below
 * @param {import('react').Ref<PlayerHandle>} [props.playerRef]
 */
export function WaveSurferPlayer({ label, piece, origin, src, peaks, range = null, onRange, onWrongRange, marks, shortcuts = false, note, playerRef }) {
  const duration = peaks.duration_s
  const media = useMedia(src, duration, origin)
  useMediaSession(media, piece)
  const { state, loop, muted, problem } = usePlaying(media)
  const unheard = useNoSound(state !== 'paused' || problem !== null)
  const wave = useRef(/** @type {import('./Waveform.jsx').WaveHandle | null} */ (null))

  useImperativeHandle(playerRef, () => ({ play: (from) => (from === undefined ? media.play() : playFrom(media, from)), pause: media.pause, seek: media.seek, time: media.time }), [media])

  const span = range ?? { start: 0, stop: duration }
  const loopOn = () => media.setLoop(loop ? null : span)
  const onNewRange = useCallback(
    (/** @type {Span | null} */ next) => {
      if (media.snapshot().loop) media.setLoop(next ?? { start: 0, stop: duration })
      onRange?.(next)
    },
    [media, duration, onRange],
  )
  const mark = (/** @type {Partial<Span>} */ change) => onRange && onNewRange(snapped({ ...span, ...change }, duration))
  useShortcuts(
    {
      Space: () => toggle(media), 'Shift+Space': () => playFrom(media, span.start),
      Home: () => media.seek(0), End: () => media.seek(duration),
      l: loopOn, m: () => media.setMuted(!muted),
      '[': () => mark({ start: media.time() }), ']': () => mark({ stop: media.time() }),
      '+': () => wave.current?.zoomIn(), '=': () => wave.current?.zoomIn(), '-': () => wave.current?.zoomOut(), 0: () => wave.current?.fit(),
    },
    shortcuts,
  )
  return (
    <div role="group" aria-label={label} className="grid min-w-0 gap-3">
      <Waveform label={t.wave.position} peaks={peaks} transport={media} media={media.element} range={range} onRange={onRange && onNewRange} marks={marks} handle={wave} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <PlayButton transport={media} />
        <TimeShown transport={media} />
        <LoopButton on={Boolean(loop)} onChange={loopOn} whole={!range} />
        <div className="ms-auto"><ZoomButtons wave={wave} /></div>
      </div>
      {onRange && <RangeFields duration={duration} range={range} onRange={onNewRange} onWrong={onWrongRange} />}
      {(note || unheard) && <p role="status" className="text-sm text-soft">{unheard ? <NoSound /> : note}</p>}
      {problem && <Notice kind="problem" title={problem} actions={<Button size="small" onClick={media.retry}>{t.common.again}</Button>} />}
    </div>
  )
}

export default WaveSurferPlayer
