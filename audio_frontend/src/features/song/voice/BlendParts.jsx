// @ts-check
import { X } from 'lucide-react'
import { left, momentsOf, sharesOf, steady, weighted, withMoment } from '@/lib/cover/blend.js'
import { share } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Name } from '@/ui/Bits.jsx'
import { IconButton } from '@/ui/Button.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { Slider } from '@/ui/Slider.jsx'
import { Wrong } from '../Parts.jsx'
import { useField } from '../useField.js'
import { BlendMoments } from './BlendMoments.jsx'

/** @typedef {import('@/lib/cover/settings.js').Part} Part */

const words = t.song.blend
const WAYS = [{ value: 'steady', label: words.steady }, { value: 'changing', label: words.changing }]

/** How much of each voice. @param {{nameOf: (voiceId: string) => string}} props */
export function BlendParts({ nameOf }) {
  const { value, onChange, problem } = useField('svc.blend')
  const parts = /** @type {Part[]} */ (value)
  const changing = momentsOf(parts).length > 0
  const shares = sharesOf(parts)
  if (!parts.length) return <Wrong>{problem}</Wrong>
  return (
    <div className="grid min-w-0 gap-3">
      <Choice label={words.weights} value={changing ? 'changing' : 'steady'} onChange={(next) => onChange(next === 'steady' ? steady(parts) : withMoment(parts, 0))} options={WAYS} />
      {changing ? <BlendMoments parts={parts} onChange={onChange} nameOf={nameOf} /> : (
        <ul aria-label={words.parts} className="grid gap-2">
          {parts.map((part, at) => (
            <li key={part.voice} className="grid min-w-0 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 @md:grid-cols-[minmax(0,9rem)_minmax(0,1fr)_auto]">
              <p className="min-w-0">
                <Name most={28} className="font-medium">{nameOf(part.voice)}</Name>
                <span className="numbers block text-sm text-soft">{words.share(share(shares[at]))}</span>
              </p>
              <Slider
                className="col-span-2 row-start-2 @md:col-span-1 @md:row-start-auto"
                label={words.weight(nameOf(part.voice))}
                hideLabel
                value={Math.round(part.weight * 100)}
                min={0}
                max={100}
                step={5}
                unit="%"
                onChange={(next) => onChange(weighted(parts, part.voice, next / 100))}
              />
              <IconButton label={words.remove(nameOf(part.voice))} icon={<X aria-hidden="true" className="size-4 text-soft" />} onClick={() => onChange(left(parts, part.voice))} />
            </li>
          ))}
        </ul>
      )}
      <Wrong>{problem}</Wrong>
    </div>
  )
}
