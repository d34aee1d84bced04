// @ts-check
import { note } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { axisOf, midi } from './key.js'

/** @typedef {import('./key.js').Bar} Bar */

const ROW = 26
const words = t.song.key
const FILLS = ['var(--wave)', 'var(--soft)', 'var(--accent)']

/** @param {Bar} bar */
const barLabel = ({ name, low, middle, high }) => (low && high ? words.bar(name, note(low), note(middle), note(high)) : words.point(name, note(middle)))

/** Ranges one above the other on an axis of notes; the words say the same. @param {{bars: Bar[]}} props */
export function RangeStrip({ bars }) {
  const { from, to, ticks } = axisOf(bars)
  /** @param {number} height a note number */
  const at = (height) => `${((height - from) / (to - from)) * 100}%`
  const below = bars.length * ROW
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-sm text-soft">
      <div aria-hidden="true">
        {bars.map(({ name }) => <p key={name} style={{ height: ROW, lineHeight: `${ROW}px` }}>{name}</p>)}
      </div>
      <svg role="img" aria-label={`${words.strip}. ${bars.map(barLabel).join('. ')}.`} width="100%" height={below + 18} className="overflow-visible">
        {ticks.map((tick, index) => (
          <g key={tick}>
            <line x1={at(tick)} x2={at(tick)} y1={0} y2={below} stroke="var(--line)" />
            <text x={at(tick)} y={below + 14} fontSize={11} fill="var(--soft)" textAnchor={index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : 'middle'}>{`C${tick / 12 - 1}`}</text>
          </g>
        ))}
        {bars.map(({ name, low, middle, high }, row) => {
          const y = row * ROW + ROW / 2
          return (
            <g key={name}>
              {low !== null && high !== null && <rect x={at(midi(low))} y={y - 5} width={`${((midi(high) - midi(low)) / (to - from)) * 100}%`} height={10} rx={5} fill={FILLS[row]} opacity={0.55} />}
              <circle cx={at(midi(middle))} cy={y} r={6} fill={FILLS[row]} stroke="var(--panel)" strokeWidth={2} />
            </g>
          )
        })}
      </svg>
    </div>
  )
}
