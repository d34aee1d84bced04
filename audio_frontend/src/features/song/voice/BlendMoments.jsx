// @ts-check
import { LocateFixed, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { momentsOf, moved, steady, tenths, weightAt, weightedAt, withMoment, withoutMoment } from '@/lib/cover/blend.js'
import { MOST_POINTS } from '@/lib/cover/settings.js'
import { clock, seconds } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { usePlayHead } from '@/player/usePlayHead.js'
import { Name } from '@/ui/Bits.jsx'
import { Button, IconButton } from '@/ui/Button.jsx'
import { TextField } from '@/ui/Fields.jsx'
import { Slider } from '@/ui/Slider.jsx'

/** @typedef {import('@/lib/cover/settings.js').Part} Part */

const words = t.song.blend

/** The moments at which the weights are told; between them they change evenly. @param {{parts: Part[], onChange: (parts: Part[]) => void, nameOf: (voiceId: string) => string}} props */
export function BlendMoments({ parts, onChange, nameOf }) {
  const head = usePlayHead()
  const [message, setMessage] = useState('')
  const moments = momentsOf(parts)
  const add = () => {
    const at = tenths(head.time())
    setMessage((moments.includes(at) ? words.already : words.added)(clock(at, true)))
    onChange(withMoment(parts, at))
  }
  return (
    <div className="grid min-w-0 gap-3">
      <p className="text-sm text-soft">{words.changingHint}</p>
      <ol aria-label={words.moments} className="grid gap-3">
        {moments.map((at, index) => (
          <li key={index}>
            <Moment
              at={at}
              parts={parts}
              nameOf={nameOf}
              onTime={(next) => onChange(moved(parts, at, next))}
              onHead={() => onChange(moved(parts, at, tenths(head.time())))}
              onWeight={(voice, weight) => onChange(weightedAt(parts, at, voice, weight))}
              onRemove={() => onChange(moments.length === 1 ? steady(parts) : withoutMoment(parts, at))}
            />
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button size="small" icon={<Plus aria-hidden="true" className="size-4" />} reason={moments.length >= MOST_POINTS ? words.most : null} onClick={add}>{words.add}</Button>
        <p role="status" className="text-sm text-soft">{message}</p>
      </div>
    </div>
  )
}

/**
 * @param {{at: number, parts: Part[], nameOf: (voiceId: string) => string, onTime: (at: number) => void, onHead: () => void,
 *   onWeight: (voice: string, weight: number) => void, onRemove: () => void}} props
 */
function Moment({ at, parts, nameOf, onTime, onHead, onWeight, onRemove }) {
  const time = clock(at, true)
  return (
    <fieldset className="grid min-w-0 gap-2 rounded-xl border border-line p-3">
      <legend className="sr-only">{words.moment(time)}</legend>
      <div className="flex items-start gap-1">
        <Time key={at} at={at} onTime={onTime} />
        <div className="flex pt-6">
          <IconButton label={words.toHead(time)} icon={<LocateFixed aria-hidden="true" className="size-4.5" />} onClick={onHead} />
          <IconButton label={words.removeMoment(time)} icon={<Trash2 aria-hidden="true" className="size-4.5 text-soft" />} onClick={onRemove} />
        </div>
      </div>
      {parts.map((part) => (
        <div key={part.voice} className="grid min-w-0 items-center gap-x-3 @md:grid-cols-[minmax(0,8rem)_minmax(0,1fr)]">
          <p aria-hidden="true" className="min-w-0 text-sm"><Name most={22}>{nameOf(part.voice)}</Name></p>
          <Slider label={words.weightAt(nameOf(part.voice), time)} hideLabel value={Math.round(weightAt(part, at) * 100)} min={0} max={100} step={5} unit="%" onChange={(next) => onWeight(part.voice, next / 100)} />
        </div>
      ))}
    </fieldset>
  )
}

/** A time to type; it is taken on Enter and when the field is left. @param {{at: number, onTime: (at: number) => void}} props */
function Time({ at, onTime }) {
  const { duration } = usePlayHead()
  const [typed, setTyped] = useState(/** @type {string | null} */ (null))
  const newTime = typed === null ? at : seconds(typed)
  const problem = typed === null ? undefined : Number.isNaN(newTime) ? t.wave.noTime : newTime > duration ? t.wave.pastEnd(clock(duration, true)) : undefined
  const take = () => {
    if (typed === null || problem) return
    setTyped(null)
    if (tenths(newTime) !== at) onTime(tenths(newTime))
  }
  return (
    <TextField
      label={words.time}
      inputMode="decimal"
      autoComplete="off"
      spellCheck={false}
      className="w-28"
      value={typed ?? clock(at, true)}
      problem={problem}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && (event.preventDefault(), take())}
    />
  )
}
