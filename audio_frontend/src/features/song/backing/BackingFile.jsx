// @ts-check
import { Music } from 'lucide-react'
import { acceptOf } from '@/lib/files.js'
import { bytes, clock } from '@/lib/format.js'
import { useLimits, useUploads } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Name, Progress } from '@/ui/Bits.jsx'
import { Button } from '@/ui/Button.jsx'
import { DropZone } from '@/ui/DropZone.jsx'
import { SelectField } from '@/ui/Fields.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { useField } from '../useField.js'
import { useBackingUpload } from './useBackingUpload.js'

const words = t.song.source

/** The music that goes with the vocals: one of the songs that are here, or a new file. @param {{fileId: string}} props */
export function BackingFile({ fileId }) {
  const { value, onChange, problem } = useField('backing_id')
  const uploads = useUploads().data
  const limits = useLimits().data
  const { sending, problem: refused, send, cancel, dismiss } = useBackingUpload((upload) => onChange(upload.file_id))
  const others = (uploads ?? []).filter((upload) => upload.file_id !== fileId)
  const gone = Boolean(value && uploads && !others.some((upload) => upload.file_id === value))
  const options = [{ value: '', label: words.none }, ...others.map((upload) => ({ value: upload.file_id, label: `${upload.filename} · ${clock(upload.duration_s)}` }))]
  return (
    <div data-problem={!value || gone ? true : undefined} className="grid gap-3">
      {gone && <Notice kind="warning">{words.gone}</Notice>}
      {others.length > 0 || !uploads ? (
        <SelectField label={words.pick} value={gone || !value ? '' : value} options={options} problem={problem} hint={words.starts} onChange={(event) => onChange(event.target.value || null)} />
      ) : (
        <p className="text-sm text-soft">{words.noOther}</p>
      )}
      {sending ? <OnItsWay sending={sending} onCancel={cancel} /> : (
        <DropZone label={words.own} title={words.drop} choose={words.choose} icon={<Music aria-hidden="true" className="size-5" />} accept={acceptOf(limits)} onFiles={([file]) => send(file)} className="min-h-24 flex-row gap-4 py-3 text-start [&>span:first-child]:size-10" />
      )}
      {refused !== null && <ProblemCard error={refused} onDismiss={dismiss} />}
    </div>
  )
}

/** @param {{sending: import('./useBackingUpload.js').Sending, onCancel: () => void}} props */
function OnItsWay({ sending: { name, loaded, total }, onCancel }) {
  return (
    <div className="grid min-h-24 content-center gap-2 rounded-2xl border border-line px-4 py-3">
      <div className="flex items-center justify-between gap-3">
        <p className="min-w-0 font-medium"><Name most={32}>{name}</Name></p>
        <Button size="small" onClick={onCancel}>{t.common.cancel}</Button>
      </div>
      <Progress value={total ? loaded / total : 0} label={words.progress(name)} />
      <p className="numbers text-sm text-soft">{loaded < total ? words.sending(bytes(loaded), bytes(total)) : words.checking}</p>
    </div>
  )
}
