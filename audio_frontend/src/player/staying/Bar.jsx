// @ts-check
import { Pause, Play, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { cn } from '@/lib/cn.js'
import { t } from '@/lib/strings/index.js'
import { useShortcuts } from '@/lib/place/useShortcuts.js'
import { Name } from '@/ui/Bits.jsx'
import { IconButton } from '@/ui/Button.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { SongPicture } from '@/ui/song/SongFace.jsx'
import { followPlayer } from '../followPlayer.js'
import { toggle } from '../transport.js'
import { pieceOf } from '../useMediaSession.js'
import { usePlaying } from '../useTransport.js'
import { TimeShown } from '../waveform/WaveTools.jsx'
import { SeekSlider } from './SeekSlider.jsx'
import { SoundPanel } from './SoundPanel.jsx'
import { endNowPlaying } from './nowPlaying.js'
import { useKnown } from './useKnown.js'

/** @typedef {import('./nowPlaying.js').Entry} Entry */
/** @typedef {ReturnType<import('./nowPlaying.js').StayingPlayer['snapshot']>} State */

const words = t.nowPlaying
/** In the way of the page where the screen is low (at 400 %): there it is at its end. */
const LOOK = 'relative z-30 mb-[calc(var(--nav)+env(safe-area-inset-bottom))] border-t border-line bg-panel px-3 pb-1 shadow-lg sm:px-4 lg:col-start-2 [@media(min-height:30rem)]:fixed [@media(min-height:30rem)]:inset-x-0 [@media(min-height:30rem)]:bottom-[calc(var(--nav)+env(safe-area-inset-bottom))] [@media(min-height:30rem)]:mb-0 lg:[@media(min-height:30rem)]:start-52'
const FEW_VERSIONS = 3 // side by side, where the bar is wide

/** @param {{entry: Entry}} props */
export function Bar({ entry: { player, origin } }) {
  const state = /** @type {State} */ (usePlaying(player))
  const { song, title, artist, gone } = useKnown(origin, state.selectedGroup)
  const bar = useHeight()
  useEffect(() => {
    followPlayer(player, pieceOf(song, title))
  }, [player, song, title])
  useEffect(() => {
    if (gone) player.pause()
  }, [player, gone])
  useShortcuts({ Space: () => play(player) }, !gone, true)
  const problem = gone ? words.gone(title) : state.changed ? words.changed : problemOf(state)
  const close = () => {
    endNowPlaying()
    document.getElementById('main')?.focus({ preventScroll: true })
  }
  return (
    <section ref={bar} aria-label={words.title} className={cn(LOOK, problem && 'pt-1')}>
      {!problem && <SeekSlider player={player} />}
      <div className="flex min-h-10 items-center gap-2 sm:gap-3">
        {!gone && !state.changed && <PlayIcon player={player} state={state} title={title} />}
        {problem ? (
          <p role="alert" className="whole min-w-0 flex-1 text-sm">
            {problem} {state.changed && !gone && <a href={origin.place} className="font-medium text-accent underline">{words.hearNew}</a>}
          </p>
        ) : (
          <>
            <a href={origin.place} aria-label={words.open(title)} title={words.open(title)} className="flex min-w-0 flex-1 items-center gap-2.5 rounded-lg hover:text-accent">
              <SongPicture song={song ?? { file_id: origin.fileId, filename: title }} className="size-9 rounded-md text-xs" />
              <span className="min-w-0 leading-5">
                <Name most={120} className="block truncate font-medium">{title}</Name>
                {artist && <Name most={120} className="block truncate text-sm text-soft">{artist}</Name>}
              </span>
            </a>
            <div className="hidden sm:block"><TimeShown transport={player} /></div>
            <Versions entry={{ player, origin }} state={state} />
            <SoundPanel player={player} origin={origin} state={state} few={FEW_VERSIONS} />
          </>
        )}
        <IconButton label={words.close} icon={<X aria-hidden="true" className="size-5" />} onClick={close} />
      </div>
    </section>
  )
}

/** What could not be played, and what to do. @param {State} state */
function problemOf({ problem, failure }) {
  const remedy = failure && typeof failure === 'object' && 'remedy' in failure ? failure.remedy : ''
  return problem && [problem, remedy].filter(Boolean).join(' ')
}

/** Pressed after a mishap it is tried again. @param {Entry['player']} player */
function play(player) {
  if (player.snapshot().problem) player.retry()
  toggle(player)
}

/** @param {{player: Entry['player'], state: State, title: string}} props */
function PlayIcon({ player, state, title }) {
  const going = state.state !== 'paused'
  const Icon = going ? Pause : Play
  return <IconButton look="primary" className="rounded-full" label={(going ? words.pause : words.play)(title)} icon={<Icon aria-hidden="true" className="size-5 fill-current" />} onClick={() => play(player)} />
}

/** Side by side where there is room; else they are in the panel. @param {{entry: Pick<Entry, 'player' | 'origin'>, state: State}} props */
function Versions({ entry: { player, origin }, state }) {
  if (!origin.versions.length || origin.versions.length > FEW_VERSIONS) return null
  return <Choice className="hidden md:block" label={words.heard} hideLabel value={state.selectedGroup ?? ''} onChange={(next) => player.selectGroup?.(next)} options={origin.versions} />
}

/** Says how high it is, so that nothing of the page comes to lie under it, and what sticks to its foot stands above it (index.css). */
function useHeight() {
  const bar = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => {
    const element = bar.current
    if (!element) return
    const root = document.documentElement
    const measure = () => root.style.setProperty('--player', getComputedStyle(element).position === 'fixed' ? `${element.offsetHeight}px` : '0px')
    const watch = new ResizeObserver(measure)
    watch.observe(element)
    window.addEventListener('resize', measure)
    measure()
    root.dataset.playing = ''
    return () => {
      watch.disconnect()
      window.removeEventListener('resize', measure)
      root.style.removeProperty('--player')
      delete root.dataset.playing
    }
  }, [])
  return bar
}
