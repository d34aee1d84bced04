// @ts-check
import { Suspense, lazy } from 'react'
import { urls } from '@/lib/api.js'
import { usePeaks } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { pieceOf } from '@/player/useMediaSession.js'
import { Waiting } from '@/ui/Bits.jsx'
import { Card } from '@/ui/Card.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { Wrong } from './Parts.jsx'

const WaveSurferPlayer = lazy(() => import('@/player/waveform/WaveSurferPlayer.jsx'))
const POINTS = 2000
/** As high as the player, so that nothing jumps: the waveform, its buttons, the times, a line. */
const HEIGHT = 'h-[26.5rem] sm:h-[20.5rem]'

/**
 * @param {{song: import('@/lib/api.js').Upload, range: import('@/lib/cover/order.js').Range | null, onRange: (range: import('@/lib/cover/order.js').Range | null) => void, onWrong: (wrong: boolean) => void, problem?: string,
 *   playerRef: import('react').Ref<import('@/player/waveform/WaveSurferPlayer.jsx').PlayerHandle>}} props
 */
export function SongWave({ song, range, onRange, onWrong, problem, playerRef }) {
  const { data: peaks, error, refetch } = usePeaks(song.file_id, POINTS)
  const waiting = <Waiting label={t.song.waveWaiting} className={HEIGHT} />
  return (
    <Card>
      {error ? <ProblemCard error={error} onRetry={() => refetch()} /> : peaks ? (
        <Suspense fallback={waiting}>
          <WaveSurferPlayer label={t.song.wave} piece={pieceOf(song)} origin={{ place: links.song(song.file_id), fileId: song.file_id, versions: [] }} src={urls.uploadAudio(song.file_id)} peaks={peaks} range={range} onRange={onRange} onWrongRange={onWrong} shortcuts note={t.song.waveNote} playerRef={playerRef} />
        </Suspense>
      ) : waiting}
      <Wrong>{problem}</Wrong>
    </Card>
  )
}
