// @ts-check
import { panLabel } from '@/lib/cover/labels.js'
import { cn } from '@/lib/cn.js'
import { decibels } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { OFF_DB, MOST_DB, sounds } from '@/player/multitrack/gain.js'
import { Waiting } from '@/ui/Bits.jsx'
import { Slider } from '@/ui/Slider.jsx'
import { PeaksCanvas } from '@/player/waveform/PeaksCanvas.jsx'
import { useStemPeaks } from '../useStems.js'
import { LaneMeter } from './LaneMeter.jsx'
import { unheard } from './remix.js'

/** @param {number} db */
const gainLabel = (db) => (db <= OFF_DB ? t.result.mixer.off : decibels(db))

/**
 * @param {{place: number, lane: import('./remix.js').Lane, jobId: string, sha256: string, config: import('./remix.js').AudioConfig, mix: import('./remix.js').Mix,
 *   view: import('@/player/transport.js').Span, time: number, player: import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer, onChange: (change: Partial<import('@/player/multitrack/gain.js').Strip>) => void}} props
 */
export function StemLane({ place, lane, jobId, sha256, config, mix, view, time, player, onChange }) {
  const { data: peaks, isError } = useStemPeaks(jobId, sha256, lane.id, true)
  const strip = mix.strips[lane.id]
  const name = t.result.lanes[lane.id]
  const sounding = sounds(strip, Object.values(mix.strips)) && strip.db > OFF_DB
  return (
    <div role="group" aria-label={name} className="grid min-w-0 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 py-3 lg:grid-cols-[9rem_auto_minmax(0,1fr)_19rem]">
      <div className="min-w-0">
        <p className="font-medium">{name}</p>
        <p className="numbers text-sm text-soft">{unheard(lane, config) && sounding ? t.result.mixer.unheard : sounding ? [gainLabel(strip.db), ...(strip.pan ? [panLabel(strip.pan)] : [])].join(', ') : t.result.mixer.silent}</p>
      </div>
      <div className="flex gap-1.5">
        <Toggle label={t.result.mixer.mute(name)} letter="M" hint={String(place)} on={strip.mute} onChange={(mute) => onChange({ mute })} tone="bg-warn-soft text-warn border-warn" />
        <Toggle label={t.result.mixer.solo(name)} letter="S" hint={`Shift+${place}`} on={strip.solo} onChange={(solo) => onChange({ solo })} tone="bg-accent-soft text-accent border-accent" />
      </div>
      <div className="col-span-2 min-w-0 lg:col-span-1">
        <div className="h-10">{peaks ? <PeaksCanvas peaks={peaks} view={view} time={time} tone="cover" dim={!sounding} onSeek={player.seek} className="h-full" /> : !isError && <Waiting className="h-full" label={t.result.drawing} />}</div>
        <LaneMeter player={player} track={lane.id} />
      </div>
      <div className="col-span-2 grid min-w-0 gap-1 sm:grid-cols-2 sm:gap-x-6 lg:col-span-1 lg:grid-cols-1">
        <Slider label={t.result.mixer.gain(name)} hideLabel value={strip.db} min={OFF_DB} max={MOST_DB} step={0.5} reset={0} unit="dB" format={gainLabel} onChange={(db) => onChange({ db: Math.round(db * 10) / 10 })} />
        {lane.pan !== null && <Slider label={t.result.mixer.pan(name)} hideLabel value={Math.round(strip.pan * 100)} min={-100} max={100} reset={0} fromMiddle unit={t.result.mixer.sides} format={(pan) => panLabel(pan / 100)} onChange={(pan) => onChange({ pan: Math.round(pan) / 100 })} />}
      </div>
    </div>
  )
}

/** @param {{label: string, letter: string, hint: string, on: boolean, onChange: (on: boolean) => void, tone: string}} props */
function Toggle({ label, letter, hint, on, onChange, tone }) {
  return (
    <button type="button" aria-label={label} title={`${label} (${hint})`} aria-pressed={on} onClick={() => onChange(!on)} className={cn('size-9 rounded-lg border border-edge font-semibold transition-colors hover:bg-raised', on && tone)}>
      {letter}
    </button>
  )
}
