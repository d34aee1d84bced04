// @ts-check
import { Volume2, VolumeX } from 'lucide-react'
import { t } from '@/lib/strings/en.js'
import { useDeskState } from '@/player/multitrack/useMultitrack.js'
import { LoopButton, PlayButton, TimeShown, ZoomButtons } from '@/player/waveform/WaveTools.jsx'
import { IconButton } from '@/ui/Button.jsx'
import { Slider } from '@/ui/Slider.jsx'

/**
 * @param {{desk: import('@/player/multitrack/MultitrackPlayer.js').Desk, wave: import('@/player/waveform/WaveTools.jsx').WaveRef, range: import('@/player/transport.js').Span | null, mark?: string}} props
 */
export function DeskTransport({ desk, wave, range, mark }) {
  const { loop, muted, volume } = useDeskState(desk)
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <PlayButton transport={desk} />
      <TimeShown transport={desk} />
      <LoopButton on={Boolean(loop)} onChange={() => desk.setLoop(loop ? null : (range ?? { start: 0, stop: desk.duration }))} whole={!range} />
      {mark && <p className="hidden text-sm text-soft sm:block">{mark}</p>}
      <div className="ms-auto"><ZoomButtons wave={wave} /></div>
      <div className="flex w-full min-w-0 items-center gap-1 sm:w-auto">
        <IconButton label={muted ? t.desk.unmute : t.desk.mute} pressed={muted} icon={muted ? <VolumeX aria-hidden="true" className="size-5" /> : <Volume2 aria-hidden="true" className="size-5" />} onClick={() => desk.setMuted(!muted)} />
        <Slider label={t.desk.volume} hideLabel value={Math.round(volume * 100)} onChange={(next) => desk.setVolume(next / 100)} min={0} max={100} unit="%" className="min-w-0 flex-1 sm:w-52 sm:flex-none" />
      </div>
    </div>
  )
}
