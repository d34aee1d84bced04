// @ts-check
import { engineOptions } from '@/lib/cover/engines.js'
import { useEngines } from '@/lib/queries.js'
import { SelectField } from '@/ui/Fields.jsx'
import { useField } from './useField.js'

/** The engines of a role that are here; the chosen one is listed even when it is not. @param {{name: string, kind: 'pitch' | 'voice' | 'stems', label: string}} props */
export function EngineSelect({ name, kind, label }) {
  const { value, onChange, problem } = useField(name)
  const options = engineOptions(useEngines().data?.engines ?? [], kind, value)
  return <SelectField label={label} value={value} problem={problem} options={options} onChange={(event) => onChange(event.target.value)} />
}
