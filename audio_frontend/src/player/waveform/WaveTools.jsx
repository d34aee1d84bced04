// @ts-check
import { Maximize2, Minus, Pause, Play, Plus, Repeat } from 'lucide-react'
import { clock } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { IconButton } from '@/ui/Button.jsx'
import { toggle } from '../transport.js'
import { usePlaying, useTime } from '../useTransport.js'

/** @typedef {import('../transport.js').Transport} Transport */
/** @typedef {import('react').RefObject<import('./Waveform.jsx').WaveHandle>} WaveRef */

/** @param {{transport: Transport}} props */
export function PlayButton({ transport }) {
  const { state } = usePlaying(transport)
  const playing = state !== 'paused'
  return (
    <IconButton
      label={playing ? t.wave.pause : t.wave.play}
      look="primary"
      className="size-11 rounded-full"
      icon={playing ? <Pause aria-hidden="true" className="size-5 fill-current" /> : <Play aria-hidden="true" className="ms-0.5 size-5 fill-current" />}
      onClick={() => toggle(transport)}
    />
  )
}

/** "0:12 / 3:40". @param {{transport: Transport}} props */
export function TimeShown({ transport }) {
  const time = useTime(transport)
  return (
    <p className="numbers whitespace-nowrap">
      <span className="font-medium">{clock(time)}</span>
      <span className="text-soft"> / {clock(transport.duration)}</span>
    </p>
  )
}

/** @param {{wave: WaveRef}} props */
export function ZoomButtons({ wave }) {
  return (
    <div role="group" aria-label={t.wave.zoom} className="flex">
      <IconButton label={t.wave.zoomOut} icon={<Minus aria-hidden="true" className="size-4" />} onClick={() => wave.current?.zoomOut()} />
      <IconButton label={t.wave.zoomIn} icon={<Plus aria-hidden="true" className="size-4" />} onClick={() => wave.current?.zoomIn()} />
      <IconButton label={t.wave.fit} icon={<Maximize2 aria-hidden="true" className="size-4" />} onClick={() => wave.current?.fit()} />
    </div>
  )
}

/** @param {{on: boolean, onChange: () => void, whole: boolean}} props */
export function LoopButton({ on, onChange, whole }) {
  return <IconButton label={whole ? t.wave.loopWhole : t.wave.loopRange} pressed={on} icon={<Repeat aria-hidden="true" className="size-4.5" />} onClick={onChange} />
}
