// @ts-check
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { bytes, clock } from '@/lib/format.js'
import { titleOf } from '@/lib/song.js'
import { t } from '@/lib/strings/index.js'
import { IconButton } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { SongFace } from '@/ui/song/SongFace.jsx'
import { leaveOut } from './useBatchSongs.js'

/** @typedef {import('./batchSongs.js').Listed} Listed */
/** @typedef {import('@/lib/api.js').ProblemError} ProblemError */

const words = t.batch

/** The songs that are made into covers, each with what is in the way of it. @param {{listed: Listed[], refusals: Record<string, ProblemError>, answered: unknown, gone: number}} props `refusals` by the songs' ids; `answered`: what was refused when all were started, which comes into sight; `gone`: how many were deleted meanwhile */
export function SongList({ listed, refusals, answered, gone }) {
  const list = useRef(/** @type {HTMLUListElement | null} */ (null))
  useEffect(() => {
    if (answered) list.current?.scrollIntoView?.({ block: 'center' }) // its promise is no clean-up
  }, [answered])
  const seconds = listed.reduce((sum, { song }) => sum + song.duration_s, 0)
  return (
    <Card title={words.songs} hint={<span role="status">{words.sum(listed.length, clock(seconds))}</span>}>
      {gone > 0 && <Notice className="mb-3">{words.gone(gone)}</Notice>}
      <ul ref={list} tabIndex={-1} aria-label={words.songs} className="-mx-2 max-h-96 overflow-y-auto px-2 outline-none">
        {listed.map(({ song, twin }, at) => <Song key={song.file_id} song={song} twin={twin} at={at} refusal={refusals[song.file_id]} onLeft={() => list.current?.focus()} />)}
      </ul>
    </Card>
  )
}

/** @param {Listed & {at: number, refusal: ProblemError | undefined, onLeft: () => void}} props `onLeft`: the button that was pressed goes with its song */
function Song({ song, twin, at, refusal, onLeft }) {
  const name = titleOf(song)
  const remove = () => {
    leaveOut(song.file_id, name, at)
    onLeft()
  }
  return (
    <li className="border-t border-line py-2 first:border-t-0">
      <div className="flex min-w-0 items-center justify-between gap-2">
        <SongFace song={song} most={60} facts={`${clock(song.duration_s)} · ${bytes(song.size_bytes)}`} />
        <IconButton label={words.remove(name)} icon={<X aria-hidden="true" className="size-5 text-soft" />} onClick={remove} />
      </div>
      {twin && <Notice className="mt-2">{words.twin(titleOf(twin))}</Notice>}
      {refusal && !twin && (
        <Notice kind="problem" title={`${words.refused}: ${refusal.title}`} className="mt-2">
          <p>{refusal.detail}</p>
          {refusal.remedy && <p className="text-soft">{refusal.remedy}</p>}
        </Notice>
      )}
    </li>
  )
}
