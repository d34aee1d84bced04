// @ts-check
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { BOUNDS, DEFAULTS, STYLES } from '@/lib/cover/settings.js'
import { t } from '@/lib/strings/index.js'
import { Fold } from '@/ui/Bits.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { Slider } from '@/ui/Slider.jsx'
import { FieldSlider, Wrong } from '../Parts.jsx'
import { useField, useSettings } from '../useField.js'
import { ScaleSelect } from './ScaleSelect.jsx'

/** @typedef {import('@/lib/cover/settings.js').Form} Form */

const words = t.song.pitchStyle
const OPTIONS = STYLES.map((value) => ({ value, label: words.styles[value] }))

/** @param {Form['swiftf0']} pitch */
const touched = ({ vibrato, preserve_vibrato, style, key }) => vibrato !== DEFAULTS.swiftf0.vibrato || !preserve_vibrato || style !== DEFAULTS.swiftf0.style || key !== DEFAULTS.swiftf0.key

/** What becomes of the melody: its vibrato, the way between notes, the scale. */
export function PitchStyleSection() {
  const { control } = useFormContext()
  const { swiftf0 } = /** @type {Form} */ (useWatch({ control }))
  const [open] = useState(touched(swiftf0)) // what another job brought is in sight
  const style = useField('swiftf0.style')
  const chosen = /** @type {Form['swiftf0']['style']} */ (style.value)
  return (
    <Fold title={words.title} open={open}>
      <div className="grid gap-4">
        <Vibrato />
        <div className="min-w-0">
          <Choice label={words.style} value={chosen} onChange={style.onChange} options={OPTIONS} />
          <p className="mt-1 text-sm text-soft">{words.styleHints[chosen]}</p>
          <Wrong>{style.problem}</Wrong>
        </div>
        <FieldSlider name="swiftf0.style_amount" label={words.amount} reason={chosen === 'follow' && words.amountNone} {...BOUNDS.swiftf0.style_amount} factor={100} step={5} unit="%" />
        <ScaleSelect />
      </div>
    </Fold>
  )
}

/** One depth; where the vibrato was switched off altogether it is 0 %. */
function Vibrato() {
  const set = useSettings()
  const kept = useField('swiftf0.preserve_vibrato')
  const { value, problem } = useField('swiftf0.vibrato')
  const { min, max } = BOUNDS.swiftf0.vibrato
  return (
    <div className="min-w-0">
      <Slider
        label={words.vibrato}
        hint={words.vibratoHint}
        value={kept.value ? Math.round(value * 100) : 0}
        min={min * 100}
        max={max * 100}
        step={5}
        unit="%"
        onChange={(next) => set({ 'swiftf0.vibrato': next / 100, 'swiftf0.preserve_vibrato': true })}
      />
      <Wrong>{problem ?? kept.problem}</Wrong>
    </div>
  )
}
