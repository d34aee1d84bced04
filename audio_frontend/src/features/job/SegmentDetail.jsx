// @ts-check
import { LoaderCircle, Play, RotateCcw, Square } from 'lucide-react'
import { urls } from '@/lib/api.js'
import { nameOf, stateLabel } from '@/lib/jobLabels.js'
import { t } from '@/lib/strings/index.js'
import { useSnippet } from '@/player/useSnippet.js'
import { Button } from '@/ui/Button.jsx'

/** The chosen segment in words: hear it, hear the original there, make it again. @param {{jobId: string, segment: import('@/lib/api.js').Segment, onRetry?: (segment: import('@/lib/api.js').Segment) => void}} props */
export function SegmentDetail({ jobId, segment, onRetry }) {
  const { snippet } = useSnippet()
  const previews = [urls.preview(jobId, segment.index), urls.preview(jobId, segment.index, 'original')]
  const mine = previews.includes(snippet.url ?? '') ? snippet.state : 'idle'
  return (
    <div className="mt-3 grid min-h-10 items-center gap-x-4 gap-y-2 sm:grid-cols-[minmax(0,1fr)_auto]">
      <p className="numbers min-w-0">
        <span className="font-medium">{nameOf(segment)}</span>
        <span className="text-soft"> · {stateLabel(segment)}</span>
        <span role="status" className="text-soft">{mine === 'loading' ? ` · ${t.job.segments.making}` : mine === 'failed' ? ` · ${t.job.segments.unplayable}` : ''}</span>
      </p>
      <div className="flex flex-wrap gap-2">
        {segment.state === 'done' && <Listen url={previews[0]} label={t.job.segments.listen} />}
        <Listen url={previews[1]} label={t.job.segments.original} />
        {onRetry && segment.state !== 'pending' && segment.state !== 'running' && (
          <Button size="small" icon={<RotateCcw aria-hidden="true" className="size-4" />} onClick={() => onRetry(segment)}>{segment.state === 'failed' ? t.job.attention.retry : t.job.segments.again}</Button>
        )}
      </div>
    </div>
  )
}

/** @param {{url: string, label: string}} props */
function Listen({ url, label }) {
  const { snippet, toggle } = useSnippet()
  const state = snippet.url === url ? snippet.state : 'idle'
  const Icon = state === 'loading' ? LoaderCircle : state === 'playing' ? Square : Play
  return (
    <Button size="small" aria-pressed={state === 'playing'} icon={<Icon aria-hidden="true" className={`size-4 ${state === 'loading' ? 'motion-safe:animate-spin' : ''}`} />} onClick={() => toggle(url)}>
      {label}
    </Button>
  )
}
