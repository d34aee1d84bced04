// @ts-check
import { useEffect, useMemo, useState } from 'react'
import { usePeaks } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { useShortcuts } from '@/lib/place/useShortcuts.js'
import { leaveAt, takeOver } from '@/player/handover.js'
import { SegmentPlayer } from '@/player/SegmentPlayer.js'
import { toggle } from '@/player/transport.js'
import { usePlaying } from '@/player/useTransport.js'
import { PlayButton, TimeShown } from '@/player/waveform/WaveTools.jsx'
import { Waveform } from '@/player/waveform/Waveform.jsx'
import { marksOf } from '@/player/waveform/segmentMarkers.js'
import { Notice } from '@/ui/Notice.jsx'
import { cutTo, piecesOf } from './pieces.js'

/** @typedef {import('@/lib/api.js').Segment} Segment */
/** @typedef {import('./pieces.js').Peaks} Peaks */

const POINTS = 2000

/** The same array while nothing changed in what can be heard of them. @param {Segment[]} segments */
function useSettled(segments) {
  const key = JSON.stringify(segments.map(({ index, state, sound, start_s, stop_s }) => ({ index, state, sound, start_s, stop_s })))
  return useMemo(() => /** @type {Segment[]} */ (JSON.parse(key)), [key])
}

/**
 * The song's waveform, on which what can be heard plays, and on into the next as that comes; first as a draft.
 * @param {{jobId: string, fileId: string, start: number, segments: Segment[]}} props `start`: where in the song the job begins, seconds
 */
export function ListenAlong({ jobId, fileId, start, segments }) {
  const { data } = usePeaks(fileId, POINTS)
  const duration = segments[segments.length - 1].stop_s
  const peaks = useMemo(() => data && cutTo(data, start, duration), [data, start, duration])
  return peaks ? <Playable key={duration} jobId={jobId} peaks={peaks} segments={segments} /> : null // without the song there are still its segments
}

/** @param {{jobId: string, peaks: Peaks, segments: Segment[]}} props */
function Playable({ jobId, peaks, segments }) {
  const player = useMemo(() => new SegmentPlayer(peaks.duration_s), [peaks.duration_s])
  const [from] = useState(() => takeOver(jobId)) // who left this page and comes back finds the place, and presses Play
  const { state, problem } = usePlaying(player)
  const settled = useSettled(segments)
  const marks = useMemo(() => marksOf(settled).map((mark, at) => ({ ...mark, tone: settled[at].sound === 'final' ? /** @type {const} */ ('good') : mark.tone })), [settled])
  const ready = settled.some(({ sound }) => sound === 'draft' || sound === 'final')
  const drafts = settled.some(({ sound }) => sound === 'draft')
  useEffect(() => {
    if (from) player.seek(from.time)
  }, [player, from])
  useEffect(() => player.setPieces(piecesOf(jobId, settled)), [player, jobId, settled])
  useEffect(
    () => () => {
      leaveAt(jobId, { time: player.time(), going: player.snapshot().state !== 'paused' })
      player.close()
    },
    [player, jobId],
  )
  useShortcuts({ Space: () => toggle(player) }, ready)
  const words = t.job.along
  return (
    <div role="group" aria-label={words.title} className="mb-4 grid gap-2">
      <Waveform label={t.wave.position} peaks={peaks} transport={player} marks={marks} height={72} />
      <div className="flex min-h-11 items-center gap-3">
        {ready && <PlayButton transport={player} />}
        {ready && <TimeShown transport={player} />}
        <p role="status" className="text-sm text-soft">{!ready ? words.none : state === 'waiting' ? words.waiting : drafts ? words.draft : ''}</p>
      </div>
      {problem && <Notice kind="problem" title={problem} />}
    </div>
  )
}
