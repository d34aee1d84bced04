// @ts-check
import { Volume2, VolumeX } from 'lucide-react'
import { t } from '@/lib/strings/index.js'
import { useMultitrackState } from '@/player/multitrack/useMultitrackPlayer.js'
import { LoopButton, PlayButton, TimeShown, ZoomButtons } from '@/player/waveform/WaveTools.jsx'
import { IconButton } from '@/ui/Button.jsx'
import { Slider } from '@/ui/Slider.jsx'

/**
 * @param {{player: import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer, wave: import('@/player/waveform/WaveTools.jsx').WaveRef, range: import('@/player/transport.js').Span | null, mark?: string}} props
 */
export function TransportBar({ player, wave, range, mark }) {
  const { loop, muted, volume } = useMultitrackState(player)
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <PlayButton transport={player} />
      <TimeShown transport={player} />
      <LoopButton on={Boolean(loop)} onChange={() => player.setLoop(loop ? null : (range ?? { start: 0, stop: player.duration }))} whole={!range} />
      {mark && <p className="hidden text-sm text-soft sm:block">{mark}</p>}
      <div className="ms-auto"><ZoomButtons wave={wave} /></div>
      <div className="flex w-full min-w-0 items-center gap-1 sm:w-auto">
        <IconButton label={muted ? t.result.unmute : t.result.mute} pressed={muted} icon={muted ? <VolumeX aria-hidden="true" className="size-5" /> : <Volume2 aria-hidden="true" className="size-5" />} onClick={() => player.setMuted(!muted)} />
        <Slider label={t.result.volume} hideLabel value={Math.round(volume * 100)} onChange={(next) => player.setVolume(next / 100)} min={0} max={100} unit="%" className="min-w-0 flex-1 sm:w-52 sm:flex-none" />
      </div>
    </div>
  )
}
