// @ts-check
import { AUTO } from '@/lib/cover/engineOptions.js'
import { useEngines } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { SelectField } from '@/ui/Fields.jsx'
import { useField } from './useField.js'

/** The engines of a role that are here; the chosen one is listed even when it is not. @param {{name: string, kind: 'pitch' | 'voice' | 'stems', label: string, auto?: string, onChoose?: (id: string) => void}} props `auto`: what it is called when the studio chooses; `onChoose` where more changes with it */
export function EngineSelect({ name, kind, label, auto, onChoose }) {
  const { value, onChange, problem } = useField(name)
  const engines = (useEngines().data?.engines ?? []).filter((engine) => engine.role === kind && engine.state !== 'missing')
  const options = engines.map((engine) => ({ value: engine.id, label: engine.placeholder ? `${engine.name} (${t.song.key.standIn})` : engine.name }))
  if (auto) options.unshift({ value: AUTO, label: auto })
  if (!options.some((option) => option.value === value)) options.unshift({ value, label: value })
  return <SelectField label={label} value={value} problem={problem} options={options} onChange={(event) => (onChoose ?? onChange)(event.target.value)} />
}
