// @ts-check
import { Volume2, VolumeX } from 'lucide-react'
import { t } from '@/lib/strings/index.js'
import { useMultitrackState } from '@/player/multitrack/useMultitrackPlayer.js'
import { LoopButton, PlayButton, TimeShown, ZoomButtons } from '@/player/waveform/WaveTools.jsx'
import { IconButton } from '@/ui/Button.jsx'
import { Slider } from '@/ui/Slider.jsx'

/** @typedef {import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer} MultitrackPlayer */

/** Above the waveform, so that Play is there before one scrolls. @param {{player: MultitrackPlayer, mark?: string}} props */
export function TransportBar({ player, mark }) {
  return (
    <div className="flex items-center gap-x-3">
      <PlayButton transport={player} />
      <TimeShown transport={player} />
      {mark && <p className="hidden text-sm text-soft sm:block">{mark}</p>}
    </div>
  )
}

/** @param {{player: MultitrackPlayer, wave: import('@/player/waveform/WaveTools.jsx').WaveRef, range: import('@/player/transport.js').Span | null}} props */
export function ListeningTools({ player, wave, range }) {
  const { loop, muted, volume } = useMultitrackState(player)
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <LoopButton on={Boolean(loop)} onChange={() => player.setLoop(loop ? null : (range ?? { start: 0, stop: player.duration }))} whole={!range} />
      <ZoomButtons wave={wave} />
      <div className="flex w-full min-w-0 items-center gap-1 sm:ms-auto sm:w-auto">
        <IconButton label={muted ? t.result.unmute : t.result.mute} pressed={muted} icon={muted ? <VolumeX aria-hidden="true" className="size-5" /> : <Volume2 aria-hidden="true" className="size-5" />} onClick={() => player.setMuted(!muted)} />
        <Slider label={t.result.volume} hideLabel value={Math.round(volume * 100)} onChange={(next) => player.setVolume(next / 100)} min={0} max={100} unit="%" className="min-w-0 flex-1 sm:w-52 sm:flex-none" />
      </div>
    </div>
  )
}
