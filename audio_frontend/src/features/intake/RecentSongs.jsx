// @ts-check
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Music, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { api } from '@/lib/api.js'
import { ago, bytes, clock } from '@/lib/format.js'
import { keys, useUploads } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/useRoute.js'
import { Name } from '@/ui/Bits.jsx'
import { IconButton } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { Confirm } from '@/ui/Dialog.jsx'
import { Loaded } from '@/ui/Loaded.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'

/** @typedef {import('@/lib/api.js').Upload} Upload */

const SHOWN = 5

/** The last songs that came in. */
export function RecentSongs() {
  const songs = useUploads()
  const client = useQueryClient()
  const [doomed, setDoomed] = useState(/** @type {Upload | null} */ (null))
  const removal = useMutation({
    mutationFn: (/** @type {Upload} */ song) => api.deleteUpload(song.file_id),
    onSuccess: ({ freed_bytes }, song) => {
      client.removeQueries({ queryKey: keys.upload(song.file_id) })
      client.invalidateQueries({ queryKey: keys.uploads, exact: true })
      toast(t.studio.deleted(song.filename, bytes(freed_bytes)))
    },
  })
  return (
    <Card title={t.studio.songs}>
      {removal.isError && <div className="mb-3"><ProblemCard error={removal.error} onDismiss={removal.reset} /></div>}
      <Loaded query={songs} height="h-14">
        {(items) =>
          items.length ? (
            <ul>{items.slice(0, SHOWN).map((song) => <Song key={song.file_id} song={song} onDelete={() => setDoomed(song)} />)}</ul>
          ) : (
            <p className="min-h-14 text-soft">{t.studio.noSongs}</p>
          )
        }
      </Loaded>
      <Confirm open={doomed !== null} onClose={() => setDoomed(null)} title={t.studio.deleteTitle} act={t.common.delete} onAct={() => doomed && removal.mutate(doomed)}>
        {doomed && (
          <>
            <p className="font-medium"><Name>{doomed.filename}</Name></p>
            <p className="text-soft">{t.studio.deleteHint(bytes(doomed.size_bytes))}</p>
          </>
        )}
      </Confirm>
    </Card>
  )
}

/** @param {{song: Upload, onDelete: () => void}} props */
function Song({ song, onDelete }) {
  return (
    <li className="flex min-w-0 items-center gap-1 border-t border-line first:border-t-0">
      <a href={links.song(song.file_id)} className="flex min-h-14 min-w-0 flex-1 items-center gap-3 rounded-lg py-2 hover:text-accent">
        <Music aria-hidden="true" className="size-5 shrink-0 text-soft" />
        <span className="min-w-0">
          <Name most={40} className="block font-medium">{song.filename}</Name>
          <span className="numbers block text-sm text-soft">{clock(song.duration_s)} · {bytes(song.size_bytes)} · {ago(song.created)}</span>
        </span>
      </a>
      <IconButton label={t.studio.deleteSong(song.filename)} icon={<Trash2 aria-hidden="true" className="size-5 text-soft" />} onClick={onDelete} />
    </li>
  )
}
