// @ts-check
import { AudioWaveform, ChartSpline } from 'lucide-react'
import { cn } from '@/lib/cn.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'

/** @typedef {{pitch: boolean, spectrogram: boolean}} Looks */

/** What else is drawn. @param {{looks: Looks, onChange: (looks: Looks) => void, followed: boolean}} props `followed`: there is a pitch curve */
export function ViewToggle({ looks, onChange, followed }) {
  /** @param {keyof Looks} name @param {typeof AudioWaveform} Icon */
  const button = (name, Icon) => (
    <Button size="small" aria-pressed={looks[name]} icon={<Icon aria-hidden="true" className="size-4" />} onClick={() => onChange({ ...looks, [name]: !looks[name] })} className={cn(looks[name] && 'border-accent bg-accent-soft text-accent')}>
      {t.result.looks[name]}
    </Button>
  )
  return <div role="group" aria-label={t.result.look} className="flex flex-wrap gap-2">{followed && button('pitch', ChartSpline)}{button('spectrogram', AudioWaveform)}</div>
}
