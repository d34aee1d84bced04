// @ts-check
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { usesVoice } from '@/lib/cover/config.js'
import { panLabel } from '@/lib/cover/labels.js'
import { voicesBeside, voicesOf } from '@/lib/cover/order.js'
import { BOUNDS, INTERVALS, MOST_HARMONIES } from '@/lib/cover/settings.js'
import { decibels } from '@/lib/format.js'
import { useVoices } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Fold } from '@/ui/Bits.jsx'
import { Button, IconButton } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { SelectField } from '@/ui/Fields.jsx'
import { Slider } from '@/ui/Slider.jsx'
import { FieldSlider, FieldSwitch, PanSlider, Wrong } from './Parts.jsx'
import { useField } from './useField.js'
import { Rights } from './voice/Rights.jsx'
import { VoiceSelect } from './voice/VoiceSelect.jsx'

/** @typedef {import('@/lib/cover/settings.js').Form} Form */
/** @typedef {import('@/lib/cover/settings.js').Harmony} Harmony */
/** @typedef {import('./voice/Rights.jsx').Consent} Consent */

const words = t.song.backingVocals
const { gain_db: GAIN, pan: PAN } = BOUNDS.harmony
const OPTIONS = INTERVALS.map((value) => ({ value, label: words.intervals[value] }))
const USUAL = /** @type {const} */ (['third_above', 'fifth_above', 'third_below', 'octave_below'])
const USUAL_DB = -9
const PLACES = [-0.4, 0.4, -0.7, 0.7]

/** @param {number} gain */
const gainLabel = (gain) => (gain <= GAIN.min ? t.song.mix.silent : decibels(gain))

/** A second take, and harmonies: folded until there is one. @param {{mono: string, consent: Consent}} props `mono`: why nobody can stand left or right; else empty */
export function BackingVocalsCard({ mono, consent }) {
  const { control } = useFormContext()
  const form = /** @type {Form} */ (useWatch({ control }))
  const { svc, harmony } = form
  const now = words.now(svc.double, harmony.voices.length)
  const [open] = useState(now !== '') // what another job brought is in sight
  return (
    <Card>
      <Fold title={words.title} hint={now || words.hint} open={open}>
        <div className="grid min-w-0 gap-6">
          <div className="grid min-w-0 items-start gap-x-8 gap-y-4 lg:grid-cols-2">
            <FieldSwitch name="svc.double" label={words.double} hint={words.doubleHint} />
            <FieldSlider name="mixing.double_db" label={words.doubleLevel} reason={!svc.double && words.doubleNone} {...BOUNDS.mixing.double_db} step={0.5} unit="dB" format={gainLabel} />
            {svc.double && usesVoice(form) && <DoubleVoice />}
            {svc.double && <PanSlider name="mixing.double_pan" className="lg:col-start-2" label={words.doublePan} reason={mono} />}
          </div>
          <Harmonies mono={mono} named={usesVoice(form)} />
          <RightsBeside form={form} consent={consent} />
        </div>
      </Fold>
    </Card>
  )
}

function DoubleVoice() {
  const { value, onChange, problem } = useField('svc.double_voice')
  return <VoiceSelect label={words.voice} hint={words.voiceHint} value={value} problem={problem} onChange={onChange} />
}

/** Of voices that are no presets, and not the lead's: why they may be used. @param {{form: Form, consent: Consent}} props */
function RightsBeside({ form, consent }) {
  const { data: voices } = useVoices()
  const lead = voicesOf(form)
  const others = voicesBeside(form).filter((id) => !lead.includes(id))
  return others.map((id) => {
    const voice = voices?.find(({ voice_id }) => voice_id === id)
    return voice && voice.kind !== 'preset' && <Rights key={id} voice={voice} named consent={consent} />
  })
}

/** @param {{mono: string, named: boolean}} props `named`: a voice can be named for each */
function Harmonies({ mono, named }) {
  const { value, onChange, problem } = useField('harmony.voices')
  const voices = /** @type {Harmony[]} */ (value)
  const add = () => {
    const interval = USUAL.find((candidate) => !voices.some((voice) => voice.interval === candidate)) ?? USUAL[0]
    onChange([...voices, { interval, gain_db: USUAL_DB, pan: mono ? 0 : PLACES[voices.length], voice: null }])
  }
  return (
    <section aria-labelledby="harmonies" className="grid min-w-0 content-start gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <h3 id="harmonies" className="text-sm font-medium">{words.harmonies}</h3>
          <p className="text-sm text-soft">{words.harmoniesHint}</p>
        </div>
        <Button size="small" icon={<Plus aria-hidden="true" className="size-4" />} reason={voices.length >= MOST_HARMONIES ? words.full : null} onClick={add}>{words.add}</Button>
      </div>
      <div className="grid min-w-0 gap-3 empty:hidden lg:grid-cols-2">
        {voices.map((voice, at) => (
          <HarmonyFields
            key={at}
            number={at + 1}
            voice={voice}
            mono={mono}
            named={named}
            onChange={(change) => onChange(voices.map((other, index) => (index === at ? { ...other, ...change } : other)))}
            onRemove={() => onChange(voices.filter((_, index) => index !== at))}
          />
        ))}
      </div>
      {voices.length > 0 && (
        <div className="grid min-w-0 gap-x-8 gap-y-4 lg:grid-cols-2">
          <FieldSlider name="mixing.harmony_db" label={words.all} {...BOUNDS.mixing.harmony_db} step={0.5} unit="dB" format={gainLabel} />
          <PanSlider name="mixing.harmony_pan" label={words.allPan} reason={mono} />
        </div>
      )}
      <Wrong>{problem}</Wrong>
    </section>
  )
}

/** @param {{number: number, voice: Harmony, mono: string, named: boolean, onChange: (change: Partial<Harmony>) => void, onRemove: () => void}} props */
function HarmonyFields({ number, voice, mono, named, onChange, onRemove }) {
  return (
    <fieldset className="grid min-w-0 gap-3 rounded-xl border border-line p-3">
      <legend className="sr-only">{words.one(number)}</legend>
      <div className="flex items-end gap-2">
        <SelectField className="flex-1" label={words.interval} value={voice.interval} options={OPTIONS} onChange={(event) => onChange({ interval: /** @type {Harmony['interval']} */ (event.target.value) })} />
        <IconButton label={words.remove(number)} icon={<Trash2 aria-hidden="true" className="size-5 text-soft" />} onClick={onRemove} />
      </div>
      {named && <VoiceSelect label={words.voice} value={voice.voice} onChange={(next) => onChange({ voice: next })} />}
      <div className="grid min-w-0 gap-x-6 gap-y-3 sm:grid-cols-2">
        <Slider label={words.gain} value={voice.gain_db} {...GAIN} step={0.5} unit="dB" format={gainLabel} onChange={(gain_db) => onChange({ gain_db: Math.round(gain_db * 10) / 10 })} />
        <Slider label={words.pan} value={Math.round(voice.pan * 100)} min={PAN.min * 100} max={PAN.max * 100} step={5} reset={0} fromMiddle format={(pan) => panLabel(pan / 100)} hint={panLabel(voice.pan)} reason={mono} onChange={(pan) => onChange({ pan: Math.round(pan) / 100 })} />
      </div>
    </fieldset>
  )
}
