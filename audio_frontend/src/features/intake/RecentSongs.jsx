// @ts-check
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { ago, bytes, clock } from '@/lib/format.js'
import { useUploads } from '@/lib/queries.js'
import { titleOf } from '@/lib/song.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { doomOf, useSongRemoval } from '@/lib/useSongRemoval.js'
import { IconButton } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { Loaded } from '@/ui/Loaded.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { SongDeletion } from '@/ui/song/SongDeletion.jsx'
import { SongFace } from '@/ui/song/SongFace.jsx'

/** @typedef {import('@/lib/api.js').Upload} Upload */

const SHOWN = 5

/** The last songs that came in. */
export function RecentSongs() {
  const songs = useUploads()
  const [doomed, setDoomed] = useState(/** @type {import('@/lib/useSongRemoval.js').Doomed | null} */ (null))
  const removal = useSongRemoval()
  return (
    <Card title={t.studio.songs}>
      {removal.isError && <div className="mb-3"><ProblemCard error={removal.error} onDismiss={removal.reset} /></div>}
      <Loaded query={songs} height="h-14">
        {(items) =>
          items.length ? (
            <ul>{items.slice(0, SHOWN).map((song) => <Song key={song.file_id} song={song} onDelete={() => setDoomed(doomOf(song))} />)}</ul>
          ) : (
            <p className="min-h-14 text-soft">{t.studio.noSongs}</p>
          )
        }
      </Loaded>
      <SongDeletion doomed={doomed} onClose={() => setDoomed(null)} onDelete={removal.mutate} />
    </Card>
  )
}

/** @param {{song: Upload, onDelete: () => void}} props */
function Song({ song, onDelete }) {
  return (
    <li className="flex min-w-0 items-center gap-1 border-t border-line first:border-t-0">
      <a href={links.song(song.file_id)} className="flex min-h-14 min-w-0 flex-1 items-center rounded-lg py-2 hover:text-accent">
        <SongFace song={song} facts={`${clock(song.duration_s)} · ${bytes(song.size_bytes)} · ${ago(song.created)}`} />
      </a>
      <IconButton label={t.songs.remove(titleOf(song))} icon={<Trash2 aria-hidden="true" className="size-5 text-soft" />} onClick={onDelete} />
    </li>
  )
}
