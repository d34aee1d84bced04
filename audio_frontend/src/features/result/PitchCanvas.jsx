// @ts-check
import { Download } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { urls } from '@/lib/api.js'
import { note, percent } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { mixed, token } from '@/player/drawing/colours.js'
import { paintPeaks } from '@/player/drawing/paint.js'
import { frameOfCurve, octaves, paintCurve, summaryOf } from '@/player/drawing/pitchCurve.js'
import { useCanvas } from '@/player/drawing/useCanvas.js'
import { Waiting } from '@/ui/Bits.jsx'
import { LinkButton } from '@/ui/Button.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { PlayHead } from '@/player/waveform/PeaksCanvas.jsx'
import { useF0, useStemPeaks } from './useStems.js'

/** @typedef {import('@/player/transport.js').Span} Span */

const POINTS = 12_000

/**
 * The pitch of the singer, and the one that was asked for, over the vocal's waveform.
 * @param {{jobId: string, sha256: string, duration: number, time: number, view: Span}} props
 */
export function PitchCanvas({ jobId, sha256, duration, time, view }) {
  const curve = useF0(jobId, sha256, POINTS)
  const vocal = useStemPeaks(jobId, sha256, 'original_vocals')
  const error = curve.error ?? vocal.error
  if (error) return <ProblemCard error={error} onRetry={() => (curve.refetch(), vocal.refetch())} />
  if (!curve.data || !vocal.data) return <Waiting className="h-72" label={t.result.drawing} />
  return <Drawn jobId={jobId} curve={curve.data} vocal={vocal.data} duration={duration} time={time} view={view} />
}

/** @param {{jobId: string, curve: import('@/player/drawing/pitchCurve.js').Curve, vocal: {data: number[][], duration_s: number}, duration: number, time: number, view: Span}} props */
function Drawn({ jobId, curve, vocal, duration, time, view }) {
  const frame = useMemo(() => frameOfCurve(curve), [curve])
  const summary = useMemo(() => summaryOf(curve), [curve])
  const { start, stop } = view
  const paint = useCallback(
    (/** @type {CanvasRenderingContext2D} */ context, /** @type {number} */ width, /** @type {number} */ height) => {
      const [panel, accent] = [token('panel'), token('accent')]
      const sight = { start, stop: Math.min(stop, duration) }
      context.fillStyle = mixed(token('wave'), panel, 0.28)
      paintPeaks(context, width, height, vocal, sight)
      context.strokeStyle = mixed(token('wave'), panel, 0.5)
      for (const hertz of octaves(frame)) context.strokeRect(0, Math.round(frame.y(hertz) * height) + 0.5, width, 0)
      paintCurve(context, width, height, curve, 'target_hz', sight, frame, { colour: token('ink'), width: 1.25, dashed: true })
      paintCurve(context, width, height, curve, 'f0_hz', sight, frame, { colour: accent, width: 2.5, confidence: curve.confidence })
    },
    [curve, vocal, frame, duration, start, stop],
  )
  return (
    <figure className="min-w-0">
      <div className="relative h-56 min-w-0 overflow-hidden rounded-lg border border-line">
        <canvas ref={useCanvas(paint)} aria-hidden="true" className="block size-full" />
        {octaves(frame).map((hertz) => (
          <span key={hertz} aria-hidden="true" className="absolute start-1 -translate-y-1/2 rounded bg-panel px-1 text-xs text-soft" style={{ top: `${frame.y(hertz) * 100}%` }}>{note(hertz)}</span>
        ))}
        <PlayHead view={view} time={time} />
      </div>
      <figcaption className="mt-2 flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72 text-sm text-soft">
          <p className="flex flex-wrap gap-x-4">
            <span className="inline-flex items-center gap-2"><span aria-hidden="true" className="h-0.5 w-5 bg-accent" />{t.result.pitch.sung}</span>
            <span className="inline-flex items-center gap-2"><span aria-hidden="true" className="w-5 border-t-2 border-dashed border-ink" />{t.result.pitch.asked}</span>
          </p>
          <p>{summary ? t.result.pitch.summary(note(summary.low), note(summary.high), note(summary.median), Math.round(summary.median), percent(summary.voiced)) : t.result.pitch.none}</p>
        </div>
        <LinkButton size="small" href={urls.f0Csv(jobId)} download icon={<Download aria-hidden="true" className="size-4" />}>{t.result.pitch.csv}</LinkButton>
      </figcaption>
    </figure>
  )
}

export default PitchCanvas
