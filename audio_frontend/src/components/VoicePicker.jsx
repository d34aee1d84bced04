// @ts-check
import { Plus, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useVoices } from '../hooks/queries.js'
import { useField, useSettings } from '../hooks/useField.js'
import { t } from '../strings/en.js'
import { BOUNDS } from '../utils/settings.js'
import { AddVoiceDialog } from './AddVoiceDialog.jsx'
import { ConsentField } from './ConsentField.jsx'
import { EngineSelect } from './song/EngineSelect.jsx'
import { FieldSlider, Wrong } from './song/Parts.jsx'
import { VoiceShelf } from './song/VoiceShelf.jsx'
import { Fold, Waiting } from './ui/Bits.jsx'
import { Button } from './ui/Button.jsx'
import { Card } from './ui/Card.jsx'
import { Choice } from './ui/Choice.jsx'
import { Notice } from './ui/Notice.jsx'
import { ProblemCard } from './ui/ProblemCard.jsx'

/** @typedef {ReturnType<typeof import('../hooks/useConsent.js').useConsent>} Consent */

const words = t.song.voice
const WHOSE = [
  { value: 'other', label: words.other },
  { value: 'keep', label: words.keep },
]

/** Which voice? A preset, a clip of somebody, or the singer's own. @param {{consent: Consent, className?: string}} props */
export function VoicePicker({ consent, className }) {
  const on = useField('svc.enabled')
  return (
    <Card title={words.title} className={className} action={<AddVoice />}>
      <div className="grid gap-4">
        <Choice label={words.label} hideLabel value={on.value ? 'other' : 'keep'} onChange={(next) => on.onChange(next === 'other')} options={WHOSE} />
        {on.value ? <Another consent={consent} /> : <p className="text-soft">{words.keepSays}</p>}
      </div>
    </Card>
  )
}

/** @param {{consent: Consent}} props */
function Another({ consent }) {
  const { data: voices, error, refetch } = useVoices()
  const { value, onChange, problem } = useField('svc.voice')
  const voice = voices?.find(({ voice_id }) => voice_id === value)
  return (
    <>
      <p className="text-sm text-soft">{words.truth}</p>
      {error ? <ProblemCard error={error} onRetry={() => refetch()} /> : voices ? <VoiceShelf voices={voices} chosen={value} onChoose={onChange} /> : <Waiting label={words.waiting} className="h-[21.25rem]" />}
      {voices && !voice && <Notice kind="warning">{words.gone}</Notice>}
      <Wrong>{problem}</Wrong>
      {voice?.kind === 'clip' && <Rights key={value} consent={consent} />}
      <FieldSlider name="svc.strength" label={words.strength} hint={words.strengthHint} {...BOUNDS.svc.strength} factor={100} step={5} unit="%" />
      <Fold title={t.song.advanced}>
        <EngineSelect name="svc.engine" kind="voice" label={words.engine} />
      </Fold>
    </>
  )
}

/** Why this voice may be used: one line once it was said. @param {{consent: Consent}} props */
function Rights({ consent: { rights, say } }) {
  const [asking, setAsking] = useState(!rights)
  if (asking || !rights) return <ConsentField value={rights} onChange={say} />
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <ShieldCheck aria-hidden="true" className="size-5 text-good" />
      <p className="min-w-0">{t.rights[`${rights}Hint`]}</p>
      <Button size="small" look="quiet" onClick={() => setAsking(true)}>{words.change}</Button>
    </div>
  )
}

function AddVoice() {
  const set = useSettings()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => setOpen(true)}>{words.add}</Button>
      <AddVoiceDialog open={open} onClose={() => setOpen(false)} onAdded={(voice) => set({ 'svc.voice': voice.voice_id, 'svc.enabled': true })} />
    </>
  )
}
