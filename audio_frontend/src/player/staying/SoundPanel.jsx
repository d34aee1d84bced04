// @ts-check
import { SlidersHorizontal, Volume2, VolumeX } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { cn } from '@/lib/cn.js'
import { t } from '@/lib/strings/index.js'
import { Button, IconButton } from '@/ui/Button.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { SelectField } from '@/ui/Fields.jsx'
import { Slider } from '@/ui/Slider.jsx'

/** @typedef {import('./nowPlaying.js').Entry} Entry */

const words = t.nowPlaying

/**
 * How loud it is, and what is heard where the bar has no room for that.
 * @param {{player: Entry['player'], origin: Entry['origin'], state: ReturnType<Entry['player']['snapshot']>, few: number}} props `few`: so many versions have room in a wide bar
 */
export function SoundPanel({ player, origin: { versions }, state: { muted, volume, selectedGroup = '' }, few }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const box = useRef(/** @type {HTMLDivElement | null} */ (null))
  /** @param {import('react').KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key !== 'Escape' || !open) return
    setOpen(false)
    box.current?.querySelector('button')?.focus()
  }
  /** @param {import('react').FocusEvent} event */
  const onBlur = ({ currentTarget, relatedTarget }) => relatedTarget && !currentTarget.contains(relatedTarget) && setOpen(false)
  const isFew = versions.length <= few
  const Loud = muted ? VolumeX : Volume2
  const hear = (/** @type {string} */ next) => player.selectGroup?.(next)
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape and leaving are heard of what is in it
    <div ref={box} onKeyDown={onKeyDown} onBlur={onBlur}>
      <IconButton
        label={versions.length ? words.soundAndVersion : words.sound}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        icon={(
          <>
            {versions.length > 0 && <SlidersHorizontal aria-hidden="true" className={cn('size-5', isFew && 'md:hidden')} />}
            {isFew && <Loud aria-hidden="true" className={cn('size-5', versions.length > 0 && 'max-md:hidden')} />}
          </>
        )}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <div id={id} role="group" aria-label={words.soundAndVersion} className="absolute end-2 bottom-full mb-2 grid w-80 max-w-[calc(100vw-1rem)] gap-4 rounded-xl border border-line bg-panel p-4 shadow-xl">
          {!isFew && <SelectField label={words.heard} value={selectedGroup} options={versions} onChange={(event) => hear(event.target.value)} />}
          {isFew && versions.length > 0 && <Choice className="md:hidden" label={words.heard} value={selectedGroup} onChange={hear} options={versions} />}
          <Slider label={words.sound} value={Math.round(volume * 100)} onChange={(next) => player.setVolume(next / 100)} min={0} max={100} unit="%" />
          <Button size="small" aria-pressed={muted} icon={<Loud aria-hidden="true" className="size-4" />} onClick={() => player.setMuted(!muted)} className={cn(muted && 'border-accent bg-accent-soft text-accent')}>{muted ? words.unmute : words.mute}</Button>
        </div>
      )}
    </div>
  )
}
