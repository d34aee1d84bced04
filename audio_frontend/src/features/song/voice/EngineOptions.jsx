// @ts-check
import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { changedOptions, isPossible, optionFields, withOption } from '@/lib/cover/engineOptions.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { SelectField, Switch, TextField } from '@/ui/Fields.jsx'
import { Slider } from '@/ui/Slider.jsx'
import { Wrong } from '../Parts.jsx'
import { useField } from '../useField.js'

/** @typedef {import('@/lib/cover/engineOptions.js').OptionField} OptionField */
/** @typedef {import('@/lib/cover/engineOptions.js').Value} Value */
/** @typedef {import('@/lib/cover/engineOptions.js').Options} Options */
/** @typedef {import('@/lib/api.js').Voice} Voice */
/** @typedef {{field: OptionField, value: Value | null, reason: string | null, onChange: (value: Value) => void}} Drawn */

const words = t.song.voice.options
const MOST_IN_ROW = 4

/** What is said of an option whose need a voice lacks, by the fact. @type {Record<string, string>} */
const NONE = { has_index: words.noIndex, has_clusters: words.noClusters, predicts_f0: words.noMelody }

/** @param {OptionField} field @param {Voice | undefined} voice */
const reasonOf = (field, voice) => (isPossible(field, voice) ? null : (NONE[field.needs ?? ''] ?? words.noNeed))

/** What few will want comes last. @param {OptionField['kind']} kind */
const isTyped = (kind) => kind === 'text' || kind === 'number'

/** A voice of one singer has nobody to choose from. @param {Voice | undefined} voice */
const hasOneSpeaker = (voice) => (voice?.facts.speaker_rows ?? voice?.facts.speakers?.length ?? 0) <= 1

/** Whose voice, where a file has several. @param {{engine: import('@/lib/cover/engineOptions.js').Engine | undefined, voice: Voice | undefined}} props */
export function SpeakerSelect({ engine, voice }) {
  const { value, onChange, problem } = useField('svc.options')
  const options = /** @type {Options} */ (value)
  const field = optionFields(engine).find(({ name }) => name === 'speaker')
  const speakers = voice?.facts.speakers ?? []
  if (!field || speakers.length < 2) return null
  const mixed = Boolean(options.speaker_mix)
  const names = speakers.map(({ name, row }) => ({ value: speakers.filter((other) => other.name === name).length > 1 ? String(row) : name, label: name }))
  const chosen = options.speaker || names[0].value
  return (
    <SelectField
      label={words.speaker}
      value={String(chosen)}
      options={names.some((one) => one.value === String(chosen)) ? names : [{ value: String(chosen), label: String(chosen) }, ...names]}
      problem={problem}
      reason={mixed && words.mixed}
      onChange={({ target }) => onChange(withOption(options, { ...field, usual: names[0].value }, target.value))}
      className="max-w-sm"
    />
  )
}

/** What this engine can be asked for beside the voice: as it tells it, with its own words, bounds and usual values. @param {{engine: import('@/lib/cover/engineOptions.js').Engine | undefined, voice: Voice | undefined}} props */
export function EngineOptions({ engine, voice }) {
  const { value, onChange, problem } = useField('svc.options')
  const options = /** @type {Options} */ (value)
  const named = (voice?.facts.speakers ?? []).length > 1
  const fields = optionFields(engine).filter(({ name }) => !(name === 'speaker' && named) && !(name.startsWith('speaker') && hasOneSpeaker(voice)))
  const inOrder = [...fields.filter(({ kind }) => !isTyped(kind)), ...fields.filter(({ kind }) => isTyped(kind))]
  const strange = Object.keys(options).filter((name) => engine && !(name in engine.options))
  if (!fields.length && !strange.length) return null
  return (
    <section aria-label={words.title(engine?.name ?? '')} className="grid min-w-0 gap-4">
      {inOrder.map((field) => (
        <Option key={field.name} field={field} value={options[field.name] ?? field.usual} reason={reasonOf(field, voice)} onChange={(next) => onChange(withOption(options, field, next))} />
      ))}
      {strange.length > 0 && <Wrong>{words.strange(strange.join(', '))}</Wrong>}
      <Wrong>{problem}</Wrong>
      {changedOptions(engine, options).length > 0 && (
        <div><Button size="small" look="quiet" icon={<RotateCcw aria-hidden="true" className="size-4" />} onClick={() => onChange({})}>{words.reset}</Button></div>
      )}
    </section>
  )
}

/** @param {Drawn} props */
function Option(props) {
  switch (props.field.kind) {
    case 'switch':
      return <Switch label={props.field.label} hint={props.field.hint} reason={props.reason} checked={props.value === true} onChange={props.onChange} />
    case 'choice':
      return <Several {...props} />
    case 'slider':
      return props.field.word === null ? <Slide {...props} /> : <WordOrSlide {...props} />
    default:
      return <Typed {...props} />
  }
}

/** "interpolated" → "Interpolated". @param {Value} value */
const sayable = (value) => String(value).replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase())

/** @param {Drawn} props */
function Several({ field, value, reason, onChange }) {
  const options = field.choices.map((choice) => ({ value: String(choice), label: sayable(choice) }))
  /** @param {string} text */
  const take = (text) => onChange(field.choices.find((choice) => String(choice) === text) ?? text)
  if (options.length > MOST_IN_ROW || reason) return <SelectField label={field.label} hint={field.hint} reason={reason} value={String(value)} options={options} onChange={({ target }) => take(target.value)} />
  return (
    <div className="min-w-0">
      <Choice label={field.label} value={String(value)} onChange={take} options={options} />
      {field.hint && <p className="mt-1 text-sm text-soft">{field.hint}</p>}
    </div>
  )
}

/** @param {Drawn & {hideLabel?: boolean}} props */
function Slide({ field: { label, hint, usual, min, max, step }, value, reason, hideLabel, onChange }) {
  const reset = typeof usual === 'number' ? usual : undefined
  return <Slider {...{ label, hideLabel, min, max, step, reset, reason }} hint={[hint, reset !== undefined && words.usually(reset)].filter(Boolean).join(' ')} value={typeof value === 'number' ? value : (reset ?? min)} onChange={(next) => onChange(Math.round(next * 1e6) / 1e6)} />
}

/** A number, or the engine finds it by itself. @param {Drawn} props */
function WordOrSlide(props) {
  const { field, value, onChange } = props
  const word = /** @type {string} */ (field.word)
  const options = [{ value: 'word', label: sayable(word) }, { value: 'number', label: t.song.voice.throatHand }]
  return (
    <div className="grid min-w-0 gap-2">
      <Choice label={field.label} value={typeof value === 'number' ? 'number' : 'word'} onChange={(next) => onChange(next === 'word' ? word : field.min)} options={options} />
      {typeof value === 'number' ? <Slide {...props} hideLabel /> : <p className="text-sm text-soft">{field.hint}</p>}
    </div>
  )
}

/** A text, or a number without an end; it is taken on Enter and when the field is left. @param {Drawn} props */
function Typed({ field: { label, hint, kind, usual, min, max, whole, longest }, value, reason, onChange }) {
  const [typed, setTyped] = useState(/** @type {string | null} */ (null)) // null: nobody is typing
  const number = Number((typed ?? '').trim().replace(',', '.').replace('−', '-'))
  const fits = Number.isFinite(number) && number >= min && number <= max && (!whole || Number.isInteger(number))
  const wrong = kind === 'number' && typed?.trim() && !fits ? words.wrongNumber(whole, min, max) : undefined
  const take = () => {
    if (typed === null || wrong) return
    setTyped(null)
    if (kind === 'text') onChange(typed)
    else onChange(typed.trim() ? number : /** @type {Value} */ (usual))
  }
  return (
    <TextField
      label={label}
      hint={reason ?? hint}
      problem={wrong}
      disabled={Boolean(reason)}
      inputMode={kind === 'number' ? 'decimal' : undefined}
      maxLength={longest}
      autoComplete="off"
      spellCheck={false}
      value={typed ?? String(value ?? '')}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && (event.preventDefault(), take())}
    />
  )
}
