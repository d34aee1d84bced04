// @ts-check
import { FileBox, Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { AddVoiceDialog } from '@/features/voices/AddVoiceDialog.jsx'
import { joined, left } from '@/lib/cover/blend.js'
import { usesVoice } from '@/lib/cover/config.js'
import { changedOptions, knows, optionFields } from '@/lib/cover/engineOptions.js'
import { voicesOf } from '@/lib/cover/order.js'
import { BOUNDS, MOST_VOICES } from '@/lib/cover/settings.js'
import { askImport } from '@/lib/drop/voiceImport.js'
import { useVoices } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Fold, Waiting } from '@/ui/Bits.jsx'
import { Button } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { Slider } from '@/ui/Slider.jsx'
import { EngineSelect } from '../EngineSelect.jsx'
import { FieldSlider, Wrong } from '../Parts.jsx'
import { useField, useSettings } from '../useField.js'
import { BlendParts } from './BlendParts.jsx'
import { EngineOptions, SpeakerSelect } from './EngineOptions.jsx'
import { Rights } from './Rights.jsx'
import { VoiceList } from './VoiceList.jsx'
import { useVoiceChoice } from './useVoiceChoice.js'

/** @typedef {ReturnType<typeof import('./useConsent.js').useConsent>} Consent */
/** @typedef {import('@/lib/api.js').Voice} Voice */
/** @typedef {import('@/lib/cover/settings.js').Form} Form */
/** @typedef {import('@/lib/cover/settings.js').Part} Part */

const words = t.song.voice
const WHOSE = /** @type {const} */ (['other', 'blend', 'keep']).map((value) => ({ value, label: words[value] }))

/** @returns {Form} */
function useForm() {
  const { control } = useFormContext()
  return /** @type {Form} */ (useWatch({ control }))
}

/** Which voice? A preset, a clip of somebody, a blend of several, or the singer's own. @param {{consent: Consent, className?: string}} props */
export function VoicePicker({ consent, className }) {
  const { svc, blending } = useForm()
  const set = useSettings()
  const { blend, choose: chooseVoice } = useVoiceChoice()
  const whose = !svc.enabled ? 'keep' : blending ? 'blend' : 'other'
  /** @param {'other' | 'blend' | 'keep'} next */
  const choose = (next) => {
    if (next === 'keep') set({ 'svc.enabled': false })
    else if (next === 'blend') blend()
    else chooseVoice(svc.voice)
  }
  return (
    <Card title={words.title} className={className} action={<AddVoice />}>
      <div className="grid gap-4">
        <Choice label={words.label} hideLabel value={whose} onChange={choose} options={WHOSE} />
        {whose === 'keep' ? <p className="text-soft">{words.keepLabel}</p> : <Another consent={consent} />}
      </div>
    </Card>
  )
}

/** @param {{consent: Consent}} props */
function Another({ consent }) {
  const { svc, blending } = useForm()
  const { data: voices, error, refetch } = useVoices()
  const { problem } = useField('svc.voice')
  const { choose, blendable, engine, voice, sungBy } = useVoiceChoice()
  const blend = useField('svc.blend')
  const parts = /** @type {Part[]} */ (blend.value)
  const chosen = voicesOf({ svc, blending })
  /** @param {string} id */
  const tick = (id) => blend.onChange(chosen.includes(id) ? left(parts, id) : joined(parts, id))
  const used = chosen.map((id) => voices?.find(({ voice_id }) => voice_id === id))
  const clips = used.filter((voice) => voice && voice.kind !== 'preset')
  return (
    <div className="@container grid gap-4">
      <p className="text-sm text-soft">{voice?.kind === 'checkpoint' ? words.truthTrained : words.truth}{blending && ` ${words.truthBlend}`}</p>
      {error ? <ProblemCard error={error} onRetry={() => refetch()} /> : !voices ? <Waiting label={words.waiting} className="h-[21.25rem]" /> : (
        <VoiceList voices={blending ? blendable : voices} chosen={chosen} many={blending} full={blending && parts.length >= MOST_VOICES} onChoose={blending ? tick : choose} />
      )}
      {blending && voices && blendable.length < voices.length && <p className="text-sm text-soft">{words.notBlended}</p>}
      {voices && used.includes(undefined) && <Notice kind="warning">{words.gone}</Notice>}
      {!blending && <Wrong>{problem}</Wrong>}
      {blending && <BlendParts nameOf={(id) => voices?.find(({ voice_id }) => voice_id === id)?.name ?? t.song.blend.gone} />}
      {blending && clips.map((voice) => voice && <Rights key={voice.voice_id} voice={voice} named={clips.length > 1} consent={consent} />)}
      {voice?.kind === 'checkpoint' && engine?.state === 'missing' && <Notice kind="warning" title={words.notReady(engine.name)}><span className="whole">{engine.remedy}</span></Notice>}
      <SpeakerSelect key={voice?.voice_id} engine={engine} voice={voice} />
      <FieldSlider name="svc.strength" label={words.strength} hint={words.strengthHint} {...BOUNDS.svc.strength} factor={100} step={5} unit="%" />
      <Shaping engine={engine} voice={voice} sungBy={sungBy} />
    </div>
  )
}

/** Throat, breath and what else the engine knows: folded, what is there by itself is good for most. @param {{engine: import('@/lib/cover/engineOptions.js').Engine | undefined, voice: Voice | undefined, sungBy: (engine: string) => void}} props */
function Shaping({ engine, voice, sungBy }) {
  const { svc } = useForm()
  const [open] = useState(svc.formant !== 'auto' || svc.breath > 0 || changedOptions(engine, svc.options).length > 0) // what another job brought is in sight
  const reason = usesVoice({ svc }) ? null : words.none
  return (
    <Fold title={optionFields(engine).length ? words.moreOf(engine?.name ?? '') : words.more} open={open}>
      <div className="grid gap-4">
        <EngineOptions key={engine?.id} engine={engine} voice={voice} />
        {knows(engine, 'formant') && <Throat reason={reason} />}
        {knows(engine, 'breath') && <FieldSlider name="svc.breath" label={words.breath} hint={words.breathHint} reason={reason} {...BOUNDS.svc.breath} factor={100} step={5} unit="%" />}
        <EngineSelect name="svc.engine" kind="voice" label={words.engine} auto={words.engineAuto} onChoose={sungBy} />
      </div>
    </Fold>
  )
}

const WAYS = [{ value: 'auto', label: words.throatAuto }, { value: 'hand', label: words.throatHand }]

/** @param {{reason: string | null}} props */
function Throat({ reason }) {
  const { value, onChange, problem } = useField('svc.formant')
  const auto = value === 'auto'
  return (
    <div className="grid min-w-0 gap-2">
      <Choice label={words.throat} value={auto ? 'auto' : 'hand'} onChange={(next) => onChange(next === 'auto' ? 'auto' : 1)} options={WAYS} />
      {auto ? <p className="text-sm text-soft">{reason ?? words.throatAutoHint}</p> : (
        <Slider label={words.throatFactor} hint={words.throatHint} reason={reason} value={value} {...BOUNDS.svc.formant} step={0.01} unit="×" format={words.throatLabel} onChange={(next) => onChange(Math.round(next * 100) / 100)} />
      )}
      <Wrong>{problem}</Wrong>
    </div>
  )
}

function AddVoice() {
  const { svc, blending } = useForm()
  const set = useSettings()
  const { choose } = useVoiceChoice()
  const [open, setOpen] = useState(false)
  /** @param {Voice} voice */
  const take = ({ voice_id, kind, engine }) => {
    if (kind === 'clip' && svc.enabled && blending && svc.blend.length < MOST_VOICES) set({ 'svc.blend': joined(svc.blend, voice_id) })
    else choose(voice_id, engine)
  }
  const latest = useRef(take) // the import ends later than it begins
  useEffect(() => {
    latest.current = take
  })
  return (
    <>
      <Button size="small" look="quiet" icon={<FileBox aria-hidden="true" className="size-4" />} onClick={() => askImport([], (voice) => latest.current(voice))}>{words.importOne}</Button>
      <Button size="small" icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => setOpen(true)}>{words.add}</Button>
      <AddVoiceDialog open={open} onClose={() => setOpen(false)} onAdded={take} />
    </>
  )
}
