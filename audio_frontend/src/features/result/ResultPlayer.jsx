// @ts-check
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { urls } from '@/lib/api.js'
import { cn } from '@/lib/cn.js'
import { links } from '@/lib/place/useRoute.js'
import { useUpload } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { takeOver } from '@/player/handover.js'
import { useMultitrackPlayer, useMultitrackState } from '@/player/multitrack/useMultitrackPlayer.js'
import { pieceOf, useMediaSession } from '@/player/useMediaSession.js'
import { useTime } from '@/player/useTransport.js'
import { RangeFields } from '@/player/waveform/RangeFields.jsx'
import { Waveform } from '@/player/waveform/Waveform.jsx'
import { marksOf } from '@/player/waveform/segmentMarkers.js'
import { Waiting } from '@/ui/Bits.jsx'
import { Card } from '@/ui/Card.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { PeaksCanvas } from '@/player/waveform/PeaksCanvas.jsx'
import { PlaybackStatus } from './PlaybackStatus.jsx'
import { ListeningTools, TransportBar } from './TransportBar.jsx'
import { ViewToggle } from './ViewToggle.jsx'
import { StemMixer } from './mixer/StemMixer.jsx'
import { useEqualLoudness, useLaneGains, useMastering, useMix } from './mixer/useMix.js'
import { useReverb, voicesOf } from './mixer/useReverb.js'
import { usePlayerKeys } from './usePlayerKeys.js'

const PitchCanvas = lazy(() => import('./PitchCanvas.jsx'))
const SpectrogramView = lazy(() => import('./SpectrogramView.jsx'))

/** @typedef {import('@/lib/api.js').Job} Job */
/** @typedef {import('@/lib/api.js').Schemas} Schemas */
/** @typedef {import('@/player/transport.js').Span} Span */
/** @typedef {'original' | 'cover' | 'mine'} Mode */

const MODES = /** @type {const} */ (['original', 'cover', 'mine']).map((value) => ({ value, label: t.result.modes[value] }))

/**
 * @param {{job: Job, result: NonNullable<Job['result']>, segments: Schemas['Segment'][], cover: Schemas['StemPeaks'], original: Schemas['StemPeaks'],
 *   lanes: import('./mixer/remix.js').Lane[], resultConfig: import('./mixer/remix.js').AudioConfig, jumps: boolean, onRemixed?: () => void}} props
 */
export function ResultPlayer({ job, result, segments, cover, original, lanes, resultConfig, jumps, onRemixed }) {
  const { job_id: id } = job
  const { sha256 } = result
  const duration = cover.duration_s
  const tracks = useMemo(() => tracksOf(id, sha256, lanes), [id, sha256, lanes])
  const desk = useMix(id, lanes, resultConfig, sha256)
  const { mix, dispatch } = desk
  const mastering = useMastering(Number(result.mastering.gain_db ?? 0), resultConfig)
  const [from] = useState(() => takeOver(id)) // who listened while it was made goes on here
  const sends = useMemo(() => voicesOf(lanes), [lanes])
  const keeps = (/** @type {string} */ group) => group !== 'mine' || desk.touched // applied: it is the cover now
  const player = useMultitrackPlayer(tracks, { duration, group: 'cover', eager: result.output_format === 'wav', origin: originOf(job), mastering, sends, keeps, from })
  useMediaSession(player, pieceOf(useUpload(String(job.request.file_id)).data, job.title))
  const state = useMultitrackState(player)
  useLaneGains(player, lanes, mix, resultConfig)
  useReverb(player, { jobId: id, sha256 }, mix.settings.reverb)
  const match = useEqualLoudness(player, cover.integrated_lufs, original.integrated_lufs)
  usePrepared(player, state.state === 'playing' && state.group === 'cover')
  useNews(state.changed, onRemixed)

  const wave = useRef(/** @type {import('@/player/waveform/Waveform.jsx').WaveHandle | null} */ (null))
  const [view, setView] = useState({ start: 0, stop: duration })
  const [range, setRange] = useState(/** @type {Span | null} */ (null))
  const [looks, setLooks] = useState({ pitch: false, spectrogram: false })
  const marks = useMemo(() => marksOf(segments), [segments])
  const time = Math.min(useTime(player), duration)
  const mode = /** @type {Mode} */ (state.selectedGroup)

  const onRange = useCallback(
    (/** @type {Span | null} */ next) => {
      setRange(next)
      if (player.snapshot().loop) player.setLoop(next ?? { start: 0, stop: duration })
    },
    [player, duration],
  )
  /** @param {import('./mixer/remix.js').Action} action */
  const touch = (action) => {
    dispatch(action)
    if (action.type === 'strip' || (action.type === 'settings' && action.change.reverb !== undefined)) hearMine()
  }
  const hearMine = () => player.snapshot().selectedGroup !== 'mine' && player.selectGroup('mine')
  usePlayerKeys({ player, wave, range, onRange, marks, lanes, mix, touch, jumps })

  return (
    <>
      <Card title={t.result.title} action={<Choice label={t.result.mode} hideLabel value={mode} onChange={player.selectGroup} options={MODES} />}>
        <div className="grid min-w-0 gap-3">
          <TransportBar player={player} mark={marks.find(({ start, stop }) => time >= start && time < stop)?.label} />
          <PlaybackStatus player={player} mixing={!job.terminal} otherwise={t.result.loudness(match.cover, match.original, mode === 'mine' && (mastering.get('mine')?.ceilingDb === null ? 'unlimited' : 'limited'))} />
          <div className="min-w-0">
            <Waveform label={t.wave.position} peaks={cover} transport={player} tone="cover" range={range} onRange={onRange} marks={marks} onView={setView} handle={wave} />
            <p className={cn('mt-2 text-sm', mode === 'original' ? 'font-medium' : 'text-soft')}>{t.result.modes.original}</p>
            <PeaksCanvas peaks={original} view={view} time={time} tone="original" dim={mode !== 'original'} onSeek={player.seek} className="h-10" />
          </div>
          <ListeningTools player={player} wave={wave} range={range} />
          <RangeFields duration={duration} range={range} onRange={onRange} title={t.result.loopRange} />
          <ViewToggle looks={looks} onChange={setLooks} followed={result.facts.follows_pitch} />
          <Suspense fallback={<Waiting className="h-48" label={t.common.loading} />}>
            {looks.pitch && <PitchCanvas jobId={id} sha256={sha256} duration={duration} time={time} view={view} />}
            {looks.spectrogram && <SpectrogramView jobId={id} sha256={sha256} stem={mode === 'original' ? 'original' : 'mix'} view={view} time={time} />}
          </Suspense>
        </div>
      </Card>
      <StemMixer job={job} sha256={sha256} lanes={lanes} resultConfig={resultConfig} desk={desk} onTouch={touch} player={player} view={view} time={time} onRemixed={onRemixed} />
    </>
  )
}

/** What is said of it where its page isn't. @param {Job} job @returns {import('@/player/staying/nowPlaying.js').Origin} */
const originOf = ({ job_id, title, request }) => ({ place: links.job(job_id), fileId: String(request.file_id), versions: MODES.map((mode) => ({ ...mode, jobId: job_id, title })) })

/** @param {string} id @param {string} sha256 a new mix, new files @param {import('./mixer/remix.js').Lane[]} lanes @returns {import('@/player/multitrack/MultitrackPlayer.js').Track[]} */
function tracksOf(id, sha256, lanes) {
  /** @param {import('@/lib/api.js').Stem | import('@/lib/api.js').MixerStem} stem */
  const url = (stem) => `${urls.download(id, { format: 'wav', stem })}#${sha256}`
  return [
    { id: 'mix', group: 'cover', url: url('mix') },
    { id: 'original', group: 'original', url: url('original') },
    ...lanes.map((lane) => ({ id: lane.id, group: 'mine', url: url(lane.file) })),
  ]
}

/** While the cover plays the original is got ready, so that changing leaves no gap. @param {import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer} player @param {boolean} now */
function usePrepared(player, now) {
  useEffect(() => {
    if (now) player.prepareGroup('original')
  }, [player, now])
}

/** The files were made anew while they played: ask for the new result. @param {boolean} changed @param {(() => void) | undefined} onRemixed */
function useNews(changed, onRemixed) {
  const latest = useRef(onRemixed)
  useEffect(() => {
    latest.current = onRemixed
  })
  useEffect(() => {
    if (changed) latest.current?.()
  }, [changed])
}
