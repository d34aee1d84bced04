// @ts-check
import { useFormContext, useWatch } from 'react-hook-form'
import { usesScale } from '@/lib/cover/config.js'
import { SCALES, scaleLabel } from '@/lib/cover/scale.js'
import { t } from '@/lib/strings/index.js'
import { SelectField } from '@/ui/Fields.jsx'
import { useField } from '../useField.js'

const words = t.song.pitchStyle

/** The scale of the song: found by listening, or told. */
export function ScaleSelect() {
  const { control } = useFormContext()
  const form = /** @type {import('@/lib/cover/settings.js').Form} */ (useWatch({ control }))
  const { value, onChange, problem } = useField('swiftf0.key')
  const names = SCALES.includes(value) ? SCALES : [...SCALES, value] // the same key may be spelt otherwise
  return (
    <SelectField
      label={words.scale}
      hint={words.scaleHint}
      reason={usesScale(form) ? null : words.scaleNone}
      problem={problem}
      value={value}
      options={names.map((key) => ({ value: key, label: scaleLabel(key) }))}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
