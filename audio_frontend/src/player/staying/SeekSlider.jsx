// @ts-check
import { Slider } from 'radix-ui'
import { useState } from 'react'
import { spokenTime } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { nameOf } from '@/lib/place/useShortcuts.js'
import { useTime } from '../useTransport.js'
import { moved } from '../waveform/sliderKeys.js'

/** Where it plays: dragged, it jumps when it is let go. @param {{player: import('../transport.js').Transport}} props */
export function SeekSlider({ player }) {
  const { duration } = player
  const time = Math.min(useTime(player), duration)
  const [dragged, setDragged] = useState(/** @type {number | null} */ (null))
  const shown = dragged ?? time
  /** @param {import('react').KeyboardEvent} event */
  const onKeyDown = (event) => {
    const to = moved(nameOf(event.nativeEvent), player.time(), duration)
    if (to === null) return
    event.preventDefault()
    player.seek(to)
  }
  return (
    <Slider.Root
      value={[shown]}
      min={0}
      max={duration}
      step={0.1}
      onKeyDown={onKeyDown}
      onValueChange={([next]) => setDragged(next)}
      onValueCommit={([next]) => (player.seek(next), setDragged(null))}
      className="relative flex h-6 touch-none items-center"
    >
      <Slider.Track className="relative h-1 w-full rounded-full bg-line">
        <Slider.Range className="absolute h-full rounded-full bg-accent" />
      </Slider.Track>
      <Slider.Thumb
        aria-label={t.nowPlaying.position}
        aria-valuetext={t.wave.place(spokenTime(shown), spokenTime(duration), undefined)}
        className="block size-4 rounded-full border-2 border-accent bg-panel shadow-sm before:absolute before:-inset-1"
      />
    </Slider.Root>
  )
}
