// @ts-check
import { Ban, Download, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { urls } from '@/lib/api.js'
import { batchName } from '@/lib/batch.js'
import { roughRange } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Progress } from '@/ui/Bits.jsx'
import { Button, LinkButton } from '@/ui/Button.jsx'
import { Confirm } from '@/ui/Dialog.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { useKeptFocus } from './useKeptFocus.js'
import { countsLabel, resumable } from './entries.js'
import { useBatchCancel, useBatchResume } from './useBatch.js'

/** @typedef {import('@/lib/api.js').Batch} Batch */

const words = t.batch

/** How far a batch is, and what can be done to all of it. @param {{batch: Batch}} props */
export function BatchPanel({ batch }) {
  const [asking, setAsking] = useState(false)
  const kept = useKeptFocus()
  const cancel = useBatchCancel(batch.batch_id)
  const resume = useBatchResume(batch.batch_id)
  const left = batch.states.queued + batch.states.running
  const again = resumable(batch)
  const refused = resume.data?.items.flatMap(({ job_id, title, error }) => (error ? [{ job_id, text: words.notResumed(title, `${error.detail} ${error.remedy}`) }] : [])) ?? []
  const failed = cancel.error ?? resume.error
  return (
    <div role="group" aria-label={batchName(batch)} className="grid min-w-0 gap-3 rounded-xl bg-raised p-3" {...kept}>
      <Progress value={batch.progress} label={words.progress(batchName(batch))} />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="numbers min-w-0 text-sm">
          {countsLabel(batch)}
          {batch.eta_s && <span className="text-soft"> · {words.left(roughRange(batch.eta_s))}</span>}
        </p>
        <div className="flex flex-wrap gap-2">
          {batch.results > 0 && <LinkButton size="small" href={urls.batch(batch.batch_id)} download icon={<Download aria-hidden="true" className="size-4" />}>{words.download}</LinkButton>}
          {again > 0 && <Button size="small" icon={<RotateCcw aria-hidden="true" className="size-4" />} onClick={() => resume.isPending || resume.mutate()}>{words.resume(again)}</Button>}
          {left > 0 && <Button size="small" look="danger" icon={<Ban aria-hidden="true" className="size-4" />} onClick={() => cancel.isPending || setAsking(true)}>{words.cancel}</Button>}
        </div>
      </div>
      {batch.stuck && <Notice kind="warning">{batch.stuck}</Notice>}
      {failed && <ProblemCard error={failed} onDismiss={() => (cancel.reset(), resume.reset())} />}
      {refused.length > 0 && (
        <Notice kind="problem" title={words.notResumedTitle} actions={<Button size="small" look="quiet" onClick={resume.reset}>{t.common.dismiss}</Button>}>
          <ul>{refused.map(({ job_id, text }) => <li key={job_id}>{text}</li>)}</ul>
        </Notice>
      )}
      <Confirm open={asking} onClose={() => setAsking(false)} title={words.cancelTitle} act={words.cancel} onAct={() => cancel.mutate()}>
        <p>{words.cancelHint(left)}</p>
      </Confirm>
    </div>
  )
}
