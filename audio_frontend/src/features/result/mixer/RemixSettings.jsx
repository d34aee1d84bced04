// @ts-check
import { t } from '@/lib/strings/index.js'
import { SelectField } from '@/ui/Fields.jsx'
import { Slider } from '@/ui/Slider.jsx'

const TARGETS = [-14, -16, -9]
const MOST_FADE_S = 30

/**
 * What is heard only after Apply.
 * @param {{settings: import('./remix.js').Settings, duration: number, onChange: (change: Partial<import('./remix.js').Settings>) => void}} props
 */
export function RemixSettings({ settings, duration, onChange }) {
  const { reverb, fade_in: fadeIn, fade_out: fadeOut, target_lufs: target } = settings
  const words = t.result.mixer
  const longest = Math.min(MOST_FADE_S, Math.floor(duration))
  const targets = target === null || TARGETS.includes(target) ? TARGETS : [...TARGETS, target]
  return (
    <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
      <Slider label={words.reverb} value={Math.round(reverb * 100)} min={0} max={100} unit="%" onChange={(next) => onChange({ reverb: Math.round(next) / 100 })} />
      <SelectField
        label={words.loudness}
        value={target === null ? 'off' : String(target)}
        options={[{ value: 'off', label: words.asMixed }, ...targets.map((one) => ({ value: String(one), label: words.lufs(one) }))]}
        onChange={(event) => onChange({ target_lufs: event.target.value === 'off' ? null : Number(event.target.value) })}
      />
      <Slider label={words.fadeIn} value={fadeIn} min={0} max={longest} step={0.5} unit="s" onChange={(next) => onChange({ fade_in: next })} />
      <Slider label={words.fadeOut} value={fadeOut} min={0} max={longest} step={0.5} unit="s" onChange={(next) => onChange({ fade_out: next })} />
    </div>
  )
}
