// @ts-check
import { engineOptions } from '@/lib/cover/engines.js'
import { HYBRID } from '@/lib/cover/settings.js'
import { useEngines } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { SelectField } from '@/ui/Fields.jsx'
import { useField } from '../useField.js'

const words = t.song.key

/** Who follows the pitch, with what it can hear; of a hybrid, also its two engines. */
export function PitchEngines() {
  const { value, onChange, problem } = useField('swiftf0.f0_method')
  const engines = useEngines().data?.engines ?? []
  const range = engines.find(({ role, id }) => role === 'pitch' && id === value)?.range_hz
  return (
    <>
      <SelectField label={words.method} hint={range ? words.hears(Math.ceil(range[0]), Math.floor(range[1])) : undefined} value={value} problem={problem} options={engineOptions(engines, 'pitch', value)} onChange={(event) => onChange(event.target.value)} />
      {value === HYBRID && <HybridOfTwo engines={engines} />}
    </>
  )
}

/** @param {{engines: import('@/lib/api.js').Schemas['Engine'][]}} props */
function HybridOfTwo({ engines }) {
  const { value, onChange, problem } = useField('swiftf0.hybrid')
  const [first, second] = /** @type {[string, string]} */ (value)
  /** The other one goes to where this one was: the two always differ. @param {string} next */
  const chooseFirst = (next) => onChange([next, next === second ? first : second])
  /** @param {string} next */
  const chooseSecond = (next) => onChange([next === first ? second : first, next])
  const options = (/** @type {string} */ chosen) => engineOptions(engines, 'pitch', chosen).filter((option) => option.value !== HYBRID)
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField label={words.hybridFirst} hint={words.hybridHint} problem={problem} value={first} options={options(first)} onChange={(event) => chooseFirst(event.target.value)} />
      <SelectField label={words.hybridSecond} value={second} options={options(second)} onChange={(event) => chooseSecond(event.target.value)} />
    </div>
  )
}
