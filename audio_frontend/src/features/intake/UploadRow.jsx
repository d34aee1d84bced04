// @ts-check
import { Ban, CircleCheck, Clock, Copy, Ear, OctagonAlert, Upload as Arrow, X } from 'lucide-react'
import { ProblemError } from '@/lib/api.js'
import { isOwnRefusal } from '@/lib/files.js'
import { bytes, percent, roughly } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { Chip, Name, Progress } from '@/ui/Bits.jsx'
import { Button, IconButton, LinkButton } from '@/ui/Button.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { SameSong } from './SameSong.jsx'
import { fractionOf, isBusy, isDouble, leftOf } from './uploadRows.js'
import { canOverrule, canRetry } from './uploadStore.js'

/** @typedef {import('./uploadRows.js').Row} Row */

const STATES = {
  waiting: { Icon: Clock, tone: 'plain' },
  sending: { Icon: Arrow, tone: 'accent' },
  checking: { Icon: Ear, tone: 'accent' },
  ready: { Icon: CircleCheck, tone: 'good' },
  refused: { Icon: OctagonAlert, tone: 'bad' },
  cancelled: { Icon: Ban, tone: 'plain' },
}

/** @param {{row: Row}} props */
function StateOf({ row }) {
  if (row.problem && isOwnRefusal(row.problem.code)) {
    return <Chip tone={canOverrule(row) ? 'warn' : 'bad'} icon={<OctagonAlert aria-hidden="true" className="size-4" />}>{t.uploader.notSent}</Chip>
  }
  if (isDouble(row)) return <Chip tone="warn" icon={<Copy aria-hidden="true" className="size-4" />}>{t.uploader.twice}</Chip>
  const { Icon, tone } = STATES[row.state]
  return <Chip tone={/** @type {'plain'} */ (tone)} icon={<Icon aria-hidden="true" className="size-4" />}>{t.uploader[row.state]}</Chip>
}

/** Bytes, percent, speed, time: each in a place of its own, so that nothing moves. @param {{row: Row}} props */
function Sending({ row }) {
  const left = leftOf(row)
  return (
    <div className="mt-2 grid gap-1.5">
      <Progress value={fractionOf(row)} label={t.uploader.progress(row.name)} />
      <p className="numbers flex min-h-5 flex-wrap justify-between gap-x-4 text-sm text-soft">
        <span>{t.uploader.sent(bytes(row.loaded), bytes(row.size))} · {percent(fractionOf(row))}</span>
        {row.speed === 0 && <span>{t.uploader.stalled}</span>}
        {row.speed !== null && row.speed > 0 && <span>{t.uploader.speed(bytes(Math.round(row.speed)))}{left !== null && ` · ${t.uploader.left(roughly(left))}`}</span>}
      </p>
    </div>
  )
}

/** Why, and what can be done. @param {{row: Row, problem: NonNullable<Row['problem']>, onSend: () => void}} props */
function Refused({ row, problem, onSend }) {
  const act = canOverrule(row) ? t.uploader.sendAnyway : t.uploader.retry
  const button = <Button size="small" aria-label={t.uploader.about(act, row.name)} onClick={onSend}>{act}</Button>
  if (!canOverrule(row)) return <ProblemCard error={new ProblemError(problem)}>{canRetry(row) && button}</ProblemCard>
  return (
    <Notice kind="warning" title={problem.title} actions={button}>
      <p>{problem.detail}</p>
      <p className="text-soft">{problem.remedy}</p>
    </Notice>
  )
}

/** @param {{row: Row, retry: (id: number) => void, cancel: (id: number) => void, keep: (id: number) => void, dismiss: (id: number) => void}} props */
export function UploadRow({ row, retry, cancel, keep, dismiss }) {
  const done = row.state === 'ready' && !isDouble(row) ? row.upload : null
  return (
    <li className="min-w-0 border-t border-line py-3 first:border-t-0 first:pt-0 last:pb-0">
      <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1.5 sm:flex-nowrap">
        <div className="min-w-0 basis-full sm:flex-1 sm:basis-auto">
          <p className="font-medium"><Name most={40}>{row.name}</Name></p>
          <p className="numbers text-sm text-soft">{bytes(row.size)}</p>
        </div>
        <span className="me-auto sm:me-0"><StateOf row={row} /></span>
        {isBusy(row) && <Button size="small" aria-label={t.uploader.about(t.common.cancel, row.name)} onClick={() => cancel(row.id)}>{t.common.cancel}</Button>}
        {done && <LinkButton size="small" look="primary" aria-label={t.uploader.about(t.uploader.open, row.name)} href={links.song(done.file_id)} onClick={() => dismiss(row.id)}>{t.uploader.open}</LinkButton>}
        {row.state === 'cancelled' && <Button size="small" aria-label={t.uploader.about(t.uploader.retry, row.name)} onClick={() => retry(row.id)}>{t.uploader.retry}</Button>}
        {!isBusy(row) && <IconButton label={t.uploader.about(t.uploader.remove, row.name)} icon={<X aria-hidden="true" className="size-5" />} className="-mx-1" onClick={() => dismiss(row.id)} />}
      </div>
      {row.state === 'sending' && <Sending row={row} />}
      {row.state === 'checking' && <p className="mt-1 text-sm text-soft">{t.uploader.checkingHint}</p>}
      {isDouble(row) && row.upload && <SameSong upload={row.upload} onKeep={() => keep(row.id)} onGone={() => dismiss(row.id)} />}
      {row.state === 'refused' && row.problem && <div className="mt-2"><Refused row={row} problem={row.problem} onSend={() => retry(row.id)} /></div>}
    </li>
  )
}
