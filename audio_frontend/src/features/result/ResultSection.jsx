// @ts-check
import { useMemo } from 'react'
import { t } from '@/lib/strings/index.js'
import { Waiting } from '@/ui/Bits.jsx'
import { Card } from '@/ui/Card.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { ResultPlayer } from './ResultPlayer.jsx'
import { lanesOf } from './mixer/remix.js'
import { useResultConfig } from './useResultConfig.js'
import { useStemPeaks } from './useStems.js'

/** @typedef {import('@/lib/api.js').Job} Job */
/** @typedef {import('@/lib/api.js').Segment} Segment */

/**
 * The finished cover: hear it against the original, take it apart, mix it anew.
 * @param {{job: Job, segments: Segment[], jumps?: boolean, onRemixed?: () => void}} props
 */
export function ResultSection({ job, segments, jumps = true, onRemixed }) {
  return job.result ? <Fetched job={job} result={job.result} segments={segments} jumps={jumps} onRemixed={onRemixed} /> : null
}

/** @param {{job: Job, result: NonNullable<Job['result']>, segments: Segment[], jumps: boolean, onRemixed?: () => void}} props */
function Fetched({ job, result, segments, jumps, onRemixed }) {
  const cover = useStemPeaks(job.job_id, result.sha256, 'mix')
  const original = useStemPeaks(job.job_id, result.sha256, 'original')
  const resultConfig = useResultConfig(result)
  const laneNames = JSON.stringify(lanesOf(result.facts.mix_tracks))
  const lanes = useMemo(() => JSON.parse(laneNames), [laneNames]) // the same lanes, the same files: the player plays on
  const problem = cover.error ?? original.error
  if (problem) return <Card title={t.result.title}><ProblemCard error={problem} onRetry={() => (cover.refetch(), original.refetch())} /></Card>
  if (!cover.data || !original.data) return <Card title={t.result.title}><Waiting className="h-[31.875rem] sm:h-[27.875rem]" label={t.result.drawing} /></Card>
  return <ResultPlayer job={job} result={result} segments={segments} cover={cover.data} original={original.data} lanes={lanes} resultConfig={resultConfig} jumps={jumps} onRemixed={onRemixed} />
}
