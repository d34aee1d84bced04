// @ts-check
import { PencilLine } from 'lucide-react'
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { changeLabels, labelOf } from '@/lib/cover/labels.js'
import { changedByHand, decided, withProfile } from '@/lib/cover/order.js'
import { t } from '@/lib/strings/index.js'
import { Chip } from '@/ui/Bits.jsx'
import { Button } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { useSettings } from './useField.js'

/** @typedef {import('@/lib/cover/settings.js').Form} Form */
/** @typedef {Form['profile']} Profile */

const words = t.song.profile
const PROFILES = /** @type {const} */ (['fast', 'balanced', 'quality'])

/** The labels of these fields; format and bits are one choice. @param {[string, string, unknown][]} fields */
const fieldLabels = (fields) => [...new Set(fields.map(([group, field]) => labelOf(field === 'bit_depth' ? 'quality.output_format' : `${group}.${field}`)))].join(', ')

/** Fast, balanced, quality: each sets its own fields, says which, and touches no other. @param {{presets: import('@/lib/cover/order.js').Presets}} props */
export function ProfilePicker({ presets }) {
  const { control, getValues } = useFormContext()
  const form = /** @type {Form} */ (useWatch({ control }))
  const set = useSettings()
  const [changes, setChanges] = useState(/** @type {{profile: Profile, lines: string[]} | null} */ (null))
  const byHand = changedByHand(form, presets[form.profile])

  /** @param {Profile} profile */
  const take = (profile) => {
    const before = /** @type {Form} */ (structuredClone(getValues()))
    const fields = decided(presets[profile])
    setChanges({ profile, lines: changeLabels(before, withProfile(before, profile, presets[profile]), fields) })
    set({ profile, ...Object.fromEntries(fields.map(([group, field, value]) => [`${group}.${field}`, value])) })
  }
  const name = words.names[form.profile]
  return (
    <Card title={words.title} hint={words.hints[form.profile]} action={<Choice label={words.label} hideLabel value={form.profile} onChange={take} options={PROFILES.map((value) => ({ value, label: words.names[value] }))} />}>
      <div className="grid gap-2 text-sm empty:-mt-3" aria-live="polite">
        {changes && (
          <div className="text-soft">
            <p>{(changes.lines.length ? words.changed : words.same)(words.names[changes.profile])}</p>
            {changes.lines.length > 0 && (
              <ul className="numbers mt-1 flex flex-wrap gap-x-6 gap-y-1 text-ink">
                {changes.lines.map((line) => <li key={line}>{line}</li>)}
              </ul>
            )}
          </div>
        )}
        {byHand.length > 0 && (
          <div className="flex flex-wrap items-center gap-2">
            <Chip tone="accent" icon={<PencilLine aria-hidden="true" className="size-4" />}>{words.custom}</Chip>
            <span className="text-soft">{fieldLabels(byHand)}</span>
            <Button size="small" aria-label={words.resetLabel(name)} onClick={() => take(form.profile)}>{words.reset}</Button>
          </div>
        )}
      </div>
    </Card>
  )
}
