// @ts-check
import { AUTO } from '@/lib/cover/engineOptions.js'
import { engineOptions } from '@/lib/cover/engines.js'
import { useEngines } from '@/lib/queries.js'
import { SelectField } from '@/ui/Fields.jsx'
import { useField } from './useField.js'

/** The engines of a role that are here; the chosen one is listed even when it is not. @param {{name: string, kind: 'pitch' | 'voice' | 'stems', label: string, auto?: string, onChoose?: (id: string) => void}} props `auto`: what it is called when the studio chooses; `onChoose` where more changes with it */
export function EngineSelect({ name, kind, label, auto, onChoose }) {
  const { value, onChange, problem } = useField(name)
  const listed = engineOptions(useEngines().data?.engines ?? [], kind, value)
  const options = auto ? [{ value: AUTO, label: auto }, ...listed.filter((option) => option.value !== AUTO)] : listed
  return <SelectField label={label} value={value} problem={problem} options={options} onChange={(event) => (onChoose ?? onChange)(event.target.value)} />
}
