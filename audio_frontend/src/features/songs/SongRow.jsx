// @ts-check
import { ListMusic, LoaderCircle, Trash2 } from 'lucide-react'
import { ago, bytes, clock } from '@/lib/format.js'
import { titleOf } from '@/lib/song.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { Chip } from '@/ui/Bits.jsx'
import { IconButton, LinkButton } from '@/ui/Button.jsx'
import { SongFace } from '@/ui/song/SongFace.jsx'

const words = t.songs

/** A song of the list: open it, hear its covers, delete it. @param {{song: import('@/lib/api.js').Upload, busy: boolean, onDelete: () => void}} props */
export function SongRow({ song, busy, onDelete }) {
  const name = titleOf(song)
  const facts = [clock(song.duration_s), bytes(song.size_bytes), ago(song.created)].join(' · ')
  return (
    <li className="flex min-w-0 items-center gap-1 border-t border-line first:border-t-0">
      <a href={links.song(song.file_id)} className="flex min-h-16 min-w-0 flex-1 items-center gap-3 rounded-lg py-2 hover:text-accent">
        <SongFace song={song} most={60} facts={facts} />
        {song.is_demo && <Chip className="hidden sm:inline-flex">{words.demo}</Chip>}
      </a>
      <LinkButton look="quiet" href={links.versions(song.file_id)} aria-label={words.covers(name)} title={words.covers(name)} className="size-10 shrink-0 px-0"><ListMusic aria-hidden="true" className="size-5 text-soft" /></LinkButton>
      {busy
        ? <span role="status" className="grid size-10 place-items-center"><LoaderCircle aria-hidden="true" className="size-5 motion-safe:animate-spin" /><span className="sr-only">{words.deleting}</span></span>
        : <IconButton label={words.remove(name)} icon={<Trash2 aria-hidden="true" className="size-5 text-soft" />} onClick={onDelete} />}
    </li>
  )
}
