// @ts-check
import { useCallback, useMemo } from 'react'
import { clock, hertz } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { useDebounced } from '@/lib/useDebounced.js'
import { bytesOf, heightOf, imageOf, summaryOf } from '@/player/drawing/spectrogram.js'
import { useCanvas } from '@/player/drawing/useCanvas.js'
import { Waiting } from '@/ui/Bits.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { PlayHead } from '@/player/waveform/PeaksCanvas.jsx'
import { useSpectrogram } from './useStems.js'

/** @typedef {import('@/player/transport.js').Span} Span */

const SIZE = { columns: 1200, bands: 160 }
const LABELS = [100, 300, 1000, 3000, 10_000]

/**
 * All frequencies of what is in sight.
 * @param {{jobId: string, sha256: string, stem: 'mix' | 'original', view: Span, time: number}} props
 */
export function SpectrogramView({ jobId, sha256, stem, view, time }) {
  const start = useDebounced(Math.round(view.start * 100) / 100, 250)
  const stop = useDebounced(Math.round(view.stop * 100) / 100, 250)
  const { data, error, refetch } = useSpectrogram(jobId, sha256, stem, { ...SIZE, start_s: start, stop_s: stop })
  if (error) return <ProblemCard error={error} onRetry={() => refetch()} />
  if (!data) return <Waiting className="h-64" label={t.result.drawing} />
  return <Picture picture={data} stem={stem} view={view} time={time} />
}

/** @param {{picture: import('@/player/drawing/spectrogram.js').Spectrogram, stem: 'mix' | 'original', view: Span, time: number}} props */
function Picture({ picture, stem, view, time }) {
  const bytes = useMemo(() => bytesOf(picture.data), [picture])
  const summary = useMemo(() => summaryOf(picture, bytes), [picture, bytes])
  const { start, stop } = view
  const paint = useCallback(
    (/** @type {CanvasRenderingContext2D} */ context, /** @type {number} */ width, /** @type {number} */ height) => {
      const image = imageOf(picture, bytes)
      const small = new OffscreenCanvas(image.width, image.height)
      small.getContext('2d')?.putImageData(image, 0, 0)
      const scale = width / (stop - start) // while a new part is on its way, the old one is moved to where it belongs
      context.drawImage(small, (picture.start_s - start) * scale, 0, (picture.stop_s - picture.start_s) * scale, height)
    },
    [picture, bytes, start, stop],
  )
  const name = stem === 'mix' ? t.result.modes.cover : t.result.modes.original
  return (
    <figure className="min-w-0">
      <div className="relative h-48 min-w-0 overflow-hidden rounded-lg border border-line">
        <canvas ref={useCanvas(paint)} aria-hidden="true" className="block size-full" />
        {LABELS.filter((frequency) => frequency < picture.high_hz * 0.8).map((frequency) => (
          <span key={frequency} aria-hidden="true" className="absolute start-1 -translate-y-1/2 rounded bg-panel/80 px-1 text-xs text-soft" style={{ top: `${heightOf(picture, frequency) * 100}%` }}>{hertz(frequency)}</span>
        ))}
        <PlayHead view={view} time={time} />
      </div>
      <figcaption className="mt-2 text-sm text-soft">
        {t.result.spectrogram.title(name, clock(picture.start_s), clock(picture.stop_s))}{' '}
        {summary ? t.result.spectrogram.summary(hertz(summary.low), hertz(summary.high), hertz(summary.strongest)) : t.result.spectrogram.silent}
      </figcaption>
    </figure>
  )
}

export default SpectrogramView
