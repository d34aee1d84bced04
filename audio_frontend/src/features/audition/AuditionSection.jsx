// @ts-check
import { Square } from 'lucide-react'
import { clock } from '@/lib/format.js'
import { useNoSound } from '@/lib/sound/sound.js'
import { t } from '@/lib/strings/index.js'
import { pieceOf, useMediaSession } from '@/player/useMediaSession.js'
import { Waiting } from '@/ui/Bits.jsx'
import { Button } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { NoSound } from '@/ui/NoSound.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { AuditionCard } from './AuditionCard.jsx'
import { ORIGINAL, useAuditionPlayer, useAuditions } from './useAuditions.js'
import { useExcerpts } from './useExcerpts.js'
import { voiceColours } from './voiceColours.js'

/** @typedef {import('@/lib/api.js').Voice} Voice */

const words = t.audition

/**
 * The best sung seconds of a song, voice by voice, at one play head.
 * @param {{fileId: string, song?: import('@/lib/song.js').Song, voices: Voice[], source?: string, semitones?: number | null, chosen: string | null, onChoose: (id: string) => void, children?: import('react').ReactNode}} props
 *   `song`: what it is called, where that is known; `semitones`: null for the key that suits each voice; `chosen`: '' is the original; `children`: what can be done with the choice
 */
export function AuditionSection({ fileId, song, voices, source = 'song', semitones = null, chosen, onChoose, children }) {
  const { data: excerpts, error, refetch } = useExcerpts(fileId, source)
  const { player, heard } = useAuditionPlayer()
  useMediaSession(player.transport, pieceOf(song, song ? undefined : words.title))
  const best = excerpts && excerpts.best !== null ? excerpts.items[excerpts.best] : null
  const asked = best ? { source, start_s: best.start_s, stop_s: best.stop_s, ...(semitones !== null && { pitch_shift: semitones }) } : null
  const unheard = useNoSound(heard.playing !== null) || heard.silent
  const { states, want } = useAuditions(player, fileId, voices.map(({ voice_id }) => voice_id), asked)
  const colours = voiceColours(voices)
  const ready = Object.values(states).filter(({ state }) => state === 'ready').length
  /** @param {string} id */
  const touch = (id) => {
    onChoose(id)
    want(id)
    if (player.has(id)) void player.play(id)
  }
  return (
    <Card title={words.title} action={heard.playing !== null && <Button size="small" icon={<Square aria-hidden="true" className="size-3.5" />} onClick={() => (want(null), player.stop())}>{words.stop}</Button>}>
      {error ? <ProblemCard error={error} onRetry={() => refetch()} /> : !excerpts ? <Waiting label={words.waiting} className="h-40" /> : !best ? <Notice>{excerpts.reason}</Notice> : (
        <>
          <p className="numbers mb-3 flex flex-wrap justify-between gap-x-4 text-sm text-soft">
            <span>{words.passage(clock(best.start_s), clock(best.stop_s))}</span>
            <span role="status">{words.count(ready, voices.length + 1)}</span>
          </p>
          <ul aria-label={words.cards} className="grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-2">
            {[{ voice_id: ORIGINAL, name: words.original }, ...voices].map(({ voice_id, name }) => (
              <AuditionCard key={voice_id} name={name} {...(states[voice_id] ?? { state: 'waiting' })} chosen={chosen === voice_id} playing={heard.playing === voice_id} colour={colours[voice_id]} player={player} onTouch={() => touch(voice_id)} />
            ))}
          </ul>
          <p role="status" className="mt-3 text-sm empty:hidden">{unheard && <NoSound />}</p>
        </>
      )}
      {children && <div className="mt-4">{children}</div>}
    </Card>
  )
}
