// @ts-check
import { Minus, Plus } from 'lucide-react'
import { useFormContext, useWatch } from 'react-hook-form'
import { hasBacking, usesVoice } from '@/lib/cover/config.js'
import { BOUNDS } from '@/lib/cover/settings.js'
import { note } from '@/lib/format.js'
import { wordsOf } from '@/lib/messages.js'
import { useVoices } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Fold, Waiting } from '@/ui/Bits.jsx'
import { IconButton } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { FieldSlider, FieldSwitch, Wrong } from '../Parts.jsx'
import { useField } from '../useField.js'
import { PitchEngines } from './PitchEngines.jsx'
import { PitchStyleSection } from './PitchStyleSection.jsx'
import { RangeStrip } from './RangeStrip.jsx'
import { moveLabel, movedBy } from './key.js'
import { usePitch } from './usePitch.js'

/** @typedef {import('@/lib/api.js').Schemas['UploadPitch']} Pitch */
/** @typedef {import('@/lib/api.js').Voice} Voice */
/** @typedef {import('@/lib/cover/settings.js').Form} Form */

const words = t.song.key
const { min: LOWEST, max: HIGHEST } = BOUNDS.swiftf0.pitch_shift
const KEYS = ['auto', '-12', '0', '12'].map((value) => ({ value, label: { auto: words.auto, '-12': words.down, 0: words.same, 12: words.up }[value] ?? value }))

/** @param {Pitch} pitch @param {number} shift what is in force @param {boolean} auto */
function sentence(pitch, shift, auto) {
  if (pitch.median_hz === null) return words.silent
  const singer = words.singer(pitch.median_note ?? note(pitch.median_hz), pitch.median_hz.toFixed(0), pitch.excerpts.length)
  const sits = pitch.suggestion?.voice_median_hz
  if (!sits) return `${singer}.`
  return `${singer}; ${(auto ? words.voice : words.voiceByHand)(note(sits), sits.toFixed(0), auto && shift === 0 ? words.stays : moveLabel(shift))}`
}

/** @param {Pitch} pitch @param {Voice | undefined} voice @param {number} shift @returns {import('./key.js').Bar[]} */
function barsOf({ median_hz, low_hz, high_hz, suggestion }, voice, shift) {
  if (median_hz === null) return []
  const moved = (/** @type {number | null} */ hertz) => (hertz === null ? null : movedBy(hertz, shift))
  const facts = /** @type {Record<string, number | undefined>} */ (voice?.facts ?? {})
  return [
    { name: words.song, low: low_hz, middle: median_hz, high: high_hz },
    ...(suggestion ? [{ name: words.target, low: facts.f0_low_hz ?? null, middle: suggestion.voice_median_hz, high: facts.f0_high_hz ?? null }] : []),
    { name: words.moved, low: moved(low_hz), middle: movedBy(median_hz, shift), high: moved(high_hz) },
  ]
}

/** Which key? @param {{fileId: string | null, className?: string}} props `fileId`: null for many songs, each with its own */
export function PitchCard({ fileId, className }) {
  const { control } = useFormContext()
  const form = /** @type {Form} */ (useWatch({ control }))
  const { value, onChange, problem } = useField('swiftf0.pitch_shift')
  const blended = usesVoice(form) && form.blending
  const voiceId = usesVoice(form) && !blended ? form.svc.voice : undefined
  const { data: pitch, error, refetch, isPlaceholderData } = usePitch(fileId, { voice: voiceId, source: form.source, transpose: form.instrumental.transpose })
  const voice = useVoices().data?.find(({ voice_id }) => voice_id === voiceId)
  const auto = value === 'auto'
  const shift = auto ? (pitch?.suggestion?.semitones ?? 0) : value
  const step = (/** @type {number} */ by) => onChange(Math.min(Math.max(Math.round(shift) + by, LOWEST), HIGHEST))
  const octave = pitch?.suggestion?.octaves.find(({ semitones }) => semitones === shift)
  const lands = octave && (wordsOf(octave.message) ?? octave.reason)
  return (
    <Card title={words.title} className={className}>
      <div className="grid gap-4">
        <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
          <Choice label={words.label} hideLabel value={String(value)} onChange={(next) => onChange(next === 'auto' ? next : Number(next))} options={KEYS} />
          <div role="group" aria-label={words.stepper} className="flex items-center gap-1">
            <IconButton label={words.less} icon={<Minus aria-hidden="true" className="size-4" />} onClick={() => step(-1)} />
            <output aria-label={words.shift} className="numbers min-w-28 text-center font-medium">{auto && (blended || fileId === null) ? words.whenMade : auto && !pitch ? '…' : moveLabel(shift)}</output>
            <IconButton label={words.more} icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => step(1)} />
          </div>
        </div>
        <Wrong>{problem}</Wrong>
        {auto && !voiceId && <p className="text-sm text-soft">{blended ? words.ofBlend : words.noVoice}</p>}
        {fileId === null ? auto && voiceId && <p className="text-sm text-soft">{words.ofEach}</p> : error ? <ProblemCard error={error} onRetry={() => refetch()} /> : pitch ? (
          <div aria-busy={isPlaceholderData} className="grid min-h-36 content-start gap-3">
            <p>{isPlaceholderData ? words.listening : sentence(pitch, shift, auto)}</p>
            {pitch.median_hz !== null && <RangeStrip bars={auto && blended ? barsOf(pitch, voice, 0).slice(0, 1) : barsOf(pitch, voice, shift)} />}
            {!auto && lands && <p className="text-sm text-soft">{lands}</p>}
          </div>
        ) : (
          <div className="grid gap-3">
            <p>{words.listening}</p>
            <Waiting label={words.listening} className="h-24" />
          </div>
        )}
        {hasBacking(form) && <FieldSwitch name="instrumental.transpose" label={words.transpose} hint={words.transposeHint} />}
        <PitchStyleSection />
        <Fold title={t.song.advanced}>
          <div className="grid gap-4">
            <FieldSlider name="swiftf0.formant_shift" label={words.formant} hint={words.formantHint} {...BOUNDS.swiftf0.formant_shift} step={0.01} unit="×" />
            <PitchEngines />
            <FieldSlider name="swiftf0.fmin" label={words.fmin} {...BOUNDS.swiftf0.fmin} unit="Hz" />
            <FieldSlider name="swiftf0.fmax" label={words.fmax} hint={words.fspan} {...BOUNDS.swiftf0.fmax} unit="Hz" />
          </div>
        </Fold>
      </div>
    </Card>
  )
}
