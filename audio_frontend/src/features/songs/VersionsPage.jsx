// @ts-check
import { ArrowLeft, MicVocal } from 'lucide-react'
import { isGone } from '@/lib/api.js'
import { bytes, clock } from '@/lib/format.js'
import { useUpload } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { Waiting } from '@/ui/Bits.jsx'
import { LinkButton } from '@/ui/Button.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { SongFace } from '@/ui/song/SongFace.jsx'
import { SongVersions } from './SongVersions.jsx'

const words = t.songs.versions

/** A song with all that was made of it, also when the song itself is gone. @param {{fileId: string}} props */
export function VersionsPage({ fileId }) {
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-5">
      <header className="grid gap-2">
        <a href={links.songs} className="flex min-h-8 items-center gap-1.5 justify-self-start rounded-lg text-sm font-medium text-soft hover:text-ink">
          <ArrowLeft aria-hidden="true" className="size-4" />
          {words.all}
        </a>
        <Heading fileId={fileId} />
      </header>
      <SongVersions fileId={fileId} />
    </div>
  )
}

/** @param {{fileId: string}} props */
function Heading({ fileId }) {
  const { data: song, error, refetch } = useUpload(fileId)
  if (isGone(error)) return <div><h1>{words.gone}</h1><p className="mt-1 text-soft">{words.goneHint}</p></div>
  if (error) return <div className="grid gap-4"><h1>{words.title}</h1><ProblemCard error={error} onRetry={() => refetch()} /></div>
  if (!song) return <><h1 className="sr-only">{words.title}</h1><Waiting className="h-20" label={words.loading} /></>
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <SongFace song={song} size="large" most={70} heading facts={`${clock(song.duration_s)} · ${bytes(song.size_bytes)}`} />
      <LinkButton look="primary" href={links.song(fileId)} icon={<MicVocal aria-hidden="true" className="size-4" />}>{words.make}</LinkButton>
    </div>
  )
}
