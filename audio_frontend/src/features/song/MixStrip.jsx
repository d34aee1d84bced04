// @ts-check
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { hasBacking } from '@/lib/cover/config.js'
import { BOUNDS } from '@/lib/cover/settings.js'
import { decibels, kilohertz, signed } from '@/lib/format.js'
import { useProfiles } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Fold } from '@/ui/Bits.jsx'
import { Card } from '@/ui/Card.jsx'
import { SelectField } from '@/ui/Fields.jsx'
import { FieldSlider, FieldSwitch, PanSlider, Wrong } from './Parts.jsx'
import { OUTPUTS, outputOf, ratesOf, withOutput } from './output.js'
import { useField, useSettings } from './useField.js'

/** @typedef {import('@/lib/cover/settings.js').Form} Form */

const words = t.song.mix
const { vocal_db: GAIN, reverb: REVERB, fade_in: FADE, target_lufs: LUFS, true_peak_db: PEAK } = BOUNDS.mixing

/** @param {number} gain */
const gainLabel = (gain) => (gain <= GAIN.min ? words.silent : decibels(gain))

/** Levels, loudness, the file. @param {{mono: string}} props why there is no left and right; else empty */
export function MixStrip({ mono }) {
  const { control } = useFormContext()
  const form = /** @type {Form} */ (useWatch({ control }))
  return (
    <Card title={words.title}>
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
        <FieldSlider name="mixing.vocal_db" label={words.vocal} {...GAIN} step={0.5} unit="dB" format={gainLabel} />
        {hasBacking(form) && <FieldSlider name="mixing.instrumental_db" label={words.backing} {...GAIN} step={0.5} unit="dB" format={gainLabel} />}
        <FieldSlider name="mixing.reverb" label={words.reverb} {...REVERB} factor={100} step={1} unit="%" />
        <Loudness />
        <Output quality={form.quality} />
        <Rate quality={form.quality} />
        <div className="sm:col-span-2 lg:col-span-3">
          <FieldSwitch name="mixing.match_original_balance" label={words.balance} hint={words.balanceHint} />
        </div>
      </div>
      <div className="mt-4">
        <Fold title={t.song.advanced}>
          <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
            <PanSlider name="mixing.vocal_pan" label={words.vocalPan} reason={mono} />
            {hasBacking(form) && <PanSlider name="mixing.instrumental_pan" label={words.backingPan} reason={mono} />}
            <FieldSlider name="mixing.fade_in" label={words.fadeIn} {...FADE} step={0.5} unit="s" />
            <FieldSlider name="mixing.fade_out" label={words.fadeOut} {...FADE} step={0.5} unit="s" />
            <Limiter />
            <Channels />
          </div>
        </Fold>
      </div>
    </Card>
  )
}

const TARGETS = /** @type {const} */ (['-14', '-16', '-9'])

function Loudness() {
  const { value, onChange, problem } = useField('mixing.target_lufs')
  const [free, setFree] = useState(false)
  const named = value === null || (TARGETS.includes(/** @type {'-14'} */ (String(value))) && !free)
  const options = [
    { value: 'mixed', label: words.asMixed },
    ...TARGETS.map((target) => ({ value: target, label: `${words.lufs(Number(target))} (${words.targets[target]})` })),
    { value: 'custom', label: words.custom },
  ]
  /** @param {string} next */
  const choose = (next) => {
    setFree(next === 'custom')
    if (next === 'mixed') onChange(null)
    else if (next !== 'custom') onChange(Number(next))
    else if (value === null) onChange(-14)
  }
  return (
    <div className="grid min-w-0 content-start gap-3">
      <SelectField label={words.loudness} value={value === null ? 'mixed' : named ? String(value) : 'custom'} options={options} onChange={(event) => choose(event.target.value)} />
      {!named && <FieldSlider name="mixing.target_lufs" label={words.customTarget} {...LUFS} step={0.5} format={words.lufs} />}
      {named && <Wrong>{problem}</Wrong>}
    </div>
  )
}

/** The rates that a format can hold, as the studio says. */
const useHeldRates = () => useProfiles().data?.sample_rates ?? {}

/** @param {{quality: Form['quality']}} props */
function Output({ quality }) {
  const set = useSettings()
  const held = useHeldRates()
  const { problem } = useField('quality.output_format')
  /** @param {string} output */
  const choose = (output) => set(Object.fromEntries(Object.entries(withOutput(output, quality, held)).map(([field, value]) => [`quality.${field}`, value])))
  return <SelectField label={words.output} value={outputOf(quality)} problem={problem} options={OUTPUTS.map((value) => ({ value, label: words.outputs[value] }))} onChange={(event) => choose(event.target.value)} />
}

/** @param {{quality: Form['quality']}} props */
function Rate({ quality }) {
  const { value, onChange, problem } = useField('quality.sample_rate')
  const rates = ratesOf(quality.output_format, useHeldRates())
  const offered = value === 'source' || rates.includes(value) ? rates : [...rates, value].sort((rate, other) => rate - other)
  const options = [{ value: 'source', label: words.sameRate }, ...offered.map((rate) => ({ value: String(rate), label: kilohertz(rate) }))]
  return <SelectField label={words.rate} value={String(value)} problem={problem} options={options} onChange={(event) => onChange(event.target.value === 'source' ? 'source' : Number(event.target.value))} />
}

function Limiter() {
  const { value, onChange } = useField('mixing.true_peak_db')
  const kind = value === 'auto' ? 'auto' : value === null ? 'off' : 'other'
  const options = [{ value: 'auto', label: words.limiterAuto }, { value: 'off', label: words.limiterOff }, { value: 'other', label: words.limiterOther }]
  return (
    <div className="grid min-w-0 content-start gap-3">
      <SelectField label={words.limiter} value={kind} options={options} onChange={(event) => onChange({ auto: 'auto', off: null, other: -1 }[event.target.value])} />
      {kind === 'other' && <FieldSlider name="mixing.true_peak_db" label={words.ceiling} {...PEAK} step={0.5} unit="dB" format={(peak) => `${signed(peak)} dB`} />}
    </div>
  )
}

function Channels() {
  const { value, onChange } = useField('quality.channels')
  const options = [{ value: 'source', label: words.channelsSame }, { value: '1', label: words.channels1 }, { value: '2', label: words.channels2 }]
  return <SelectField label={words.channels} value={String(value)} options={options} onChange={(event) => onChange(event.target.value === 'source' ? 'source' : Number(event.target.value))} />
}
