// @ts-check
import { useVoices } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { SelectField } from '@/ui/Fields.jsx'

const words = t.song.backingVocals
const AS_LEAD = ''

/** Who sings a part beside the lead: null is the lead's own voice; the chosen one is listed even when it is gone. @param {{label: string, hint?: string, value: string | null, problem?: string, onChange: (voice: string | null) => void}} props */
export function VoiceSelect({ label, hint, value, problem, onChange }) {
  const { data: voices } = useVoices()
  const options = [{ value: AS_LEAD, label: words.asLead }, ...(voices ?? []).map(({ voice_id, name }) => ({ value: voice_id, label: name }))]
  if (value !== null && voices && !voices.some(({ voice_id }) => voice_id === value)) options.push({ value, label: words.gone })
  return <SelectField label={label} hint={hint} value={value ?? AS_LEAD} problem={problem} options={options} onChange={(event) => onChange(event.target.value || null)} />
}
