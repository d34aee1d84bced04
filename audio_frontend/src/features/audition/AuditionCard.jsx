// @ts-check
import { Loader, Play, Volume2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { cn } from '@/lib/cn.js'
import { t } from '@/lib/strings/index.js'
import { Name } from '@/ui/Bits.jsx'

const words = t.audition
const ICONS = { waiting: null, making: Loader, ready: Play, failed: null }

/**
 * One voice: touched, it is heard and chosen.
 * @param {{name: string, state: import('./useAuditions.js').State, reason?: string, chosen: boolean, playing: boolean, colour?: string, player: import('./auditionPlayer.js').AuditionPlayer, onTouch: () => void}} props
 */
export function AuditionCard({ name, state, reason, chosen, playing, colour = 'var(--color-soft)', player, onTouch }) {
  const Icon = playing ? Volume2 : ICONS[state]
  const says = playing ? words.playing : words.state[state]
  return (
    <li>
      <button
        type="button"
        aria-pressed={chosen}
        aria-label={`${words.listen(name)}: ${says}`}
        title={reason}
        onClick={onTouch}
        style={/** @type {import('react').CSSProperties} */ ({ '--voice': colour })}
        className={cn('relative grid min-h-16 w-full content-center gap-0.5 overflow-hidden rounded-xl border border-line bg-raised py-2 ps-4 pe-3 text-start hover:border-(--voice)', chosen && 'border-(--voice) ring-2 ring-(--voice)')}
      >
        <span aria-hidden="true" className="absolute inset-y-0 start-0 w-1.5 bg-(--voice)" />
        <span className="truncate font-medium"><Name most={20}>{name}</Name></span>{' '}
        <span className="flex items-center gap-1.5 text-sm text-soft">
          {Icon && <Icon aria-hidden="true" className={cn('size-3.5', state === 'making' && !playing && 'motion-safe:animate-spin')} />}
          {says}
        </span>
        {playing && <Head player={player} />}
      </button>
    </li>
  )
}

/** How far the passage is. @param {{player: import('./auditionPlayer.js').AuditionPlayer}} props */
function Head({ player }) {
  const bar = useRef(/** @type {HTMLSpanElement | null} */ (null))
  useEffect(() => {
    let frame = 0
    const draw = () => {
      if (bar.current && player.length()) bar.current.style.width = `${(100 * player.time()) / player.length()}%`
      frame = requestAnimationFrame(draw)
    }
    draw()
    return () => cancelAnimationFrame(frame)
  }, [player])
  return <span ref={bar} aria-hidden="true" className="absolute start-0 bottom-0 h-1 bg-(--voice)" />
}
