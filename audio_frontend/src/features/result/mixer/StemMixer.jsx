// @ts-check
import { RotateCcw, SlidersVertical } from 'lucide-react'
import { percent } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Fold, Progress } from '@/ui/Bits.jsx'
import { Button } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { MasterMeter } from './MasterMeter.jsx'
import { RemixSettings } from './RemixSettings.jsx'
import { StemLane } from './StemLane.jsx'
import { UndoButtons } from './UndoButtons.jsx'
import { useRemix } from './useRemix.js'
import { useUndoKeys } from './useUndoKeys.js'

/**
 * A strip for each stem; what is set here is heard at once, and becomes the cover with Apply.
 * @param {object} props
 * @param {import('@/lib/api.js').Job} props.job
 * @param {string} props.sha256
 * @param {import('./remix.js').Lane[]} props.lanes
 * @param {import('./remix.js').AudioConfig} props.resultConfig what made the files
 * @param {ReturnType<typeof import('./useMix.js').useMix>} props.desk
 * @param {(action: import('./remix.js').Action) => void} props.onTouch
 * @param {import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer} props.player
 * @param {import('@/player/transport.js').Span} props.view
 * @param {number} props.time
 * @param {() => void} [props.onRemixed]
 */
export function StemMixer({ job, sha256, lanes, resultConfig, desk, onTouch, player, view, time, onRemixed }) {
  const { mix, changes, touched, reset } = desk
  const changed = Object.keys(changes).length > 0
  const box = useUndoKeys(desk)
  const { apply, asking, working, progress, error, dismiss } = useRemix(job, onRemixed)
  const reason = asking || working ? t.result.mixer.working : !changed ? t.result.mixer.same : null
  return (
    <Card title={t.result.mixer.title} hint={lanes.every(({ pan }) => pan === null) ? t.result.mixer.monoHint : t.result.mixer.hint} action={<MasterMeter player={player} />}>
      <div ref={box} className="grid min-w-0 gap-4">
        <div className="grid min-w-0 divide-y divide-line">
          {lanes.map((lane, at) => (
            <StemLane key={lane.id} place={at + 1} lane={lane} jobId={job.job_id} sha256={sha256} config={resultConfig} mix={mix} view={view} time={time} player={player} onChange={(change) => onTouch({ type: 'strip', id: lane.id, change })} />
          ))}
        </div>
        <Fold title={t.result.mixer.more} hint={t.result.mixer.moreHint}>
          <RemixSettings settings={mix.settings} duration={player.duration} onChange={(change) => onTouch({ type: 'settings', change })} />
        </Fold>
        {error && <ProblemCard error={error} onDismiss={dismiss} />}
        <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
          <div className="min-h-16">
            <Button look="primary" icon={<SlidersVertical aria-hidden="true" className="size-4" />} reason={reason} onClick={() => apply(changes)}>{t.result.mixer.apply}</Button>
          </div>
          <UndoButtons steps={desk} />
          <span style={{ visibility: touched ? undefined : 'hidden' }}>
            <Button look="quiet" icon={<RotateCcw aria-hidden="true" className="size-4" />} onClick={reset}>{t.result.mixer.reset}</Button>
          </span>
          {working && (
            <div className="hidden min-w-40 flex-1 gap-1.5 sm:grid">
              <p role="status" className="numbers text-sm text-soft">{t.result.mixer.progress(percent(progress))}</p>
              <Progress value={progress} label={t.result.mixer.working} />
            </div>
          )}
        </div>
      </div>
    </Card>
  )
}
