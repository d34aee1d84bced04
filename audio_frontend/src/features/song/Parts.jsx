// @ts-check
import { OctagonAlert } from 'lucide-react'
import { panLabel } from '@/lib/cover/labels.js'
import { Switch } from '@/ui/Fields.jsx'
import { Slider } from '@/ui/Slider.jsx'
import { useField } from './useField.js'

/** What is wrong with the field above; an `alert` is said aloud at once. @param {{alert?: boolean, children?: string}} props */
export function Wrong({ alert, children }) {
  if (!children) return null
  return (
    <p role={alert ? 'alert' : undefined} data-problem={alert ? undefined : true} tabIndex={-1} className="mt-1 flex items-start gap-1.5 text-sm text-bad">
      <OctagonAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span className="whole min-w-0">{children}</span>
    </p>
  )
}

/**
 * A number of the form; `factor` shows 0.35 as 35.
 * @param {{name: string, factor?: number} & Omit<import('react').ComponentProps<typeof Slider>, 'value' | 'onChange'>} props
 */
export function FieldSlider({ name, factor = 1, min, max, ...rest }) {
  const { value, onChange, problem } = useField(name)
  return (
    <div className="min-w-0">
      <Slider {...rest} value={tidy(value * factor)} onChange={(next) => onChange(tidy(next / factor))} min={tidy(min * factor)} max={tidy(max * factor)} />
      <Wrong>{problem}</Wrong>
    </div>
  )
}

/** A place between left and right; a double click puts it in the middle. @param {{name: string, label: string, reason?: string | null | false, className?: string}} props */
export function PanSlider(props) {
  const { value } = useField(props.name)
  return <FieldSlider {...props} min={-1} max={1} factor={100} step={5} reset={0} fromMiddle format={(pan) => panLabel(pan / 100)} hint={panLabel(value)} />
}

/** 0.1 + 0.2 is 0.3 for people. @param {number} value */
const tidy = (value) => Math.round(value * 1e6) / 1e6

/** @param {{name: string, label: string, hint?: string, reason?: string | null | false}} props */
export function FieldSwitch({ name, ...rest }) {
  const { value, onChange, problem } = useField(name)
  return (
    <div className="min-w-0">
      <Switch {...rest} checked={value} onChange={onChange} />
      <Wrong>{problem}</Wrong>
    </div>
  )
}
