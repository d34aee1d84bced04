// @ts-check
import { ListMusic } from 'lucide-react'
import { useRef, useState } from 'react'
import { bytes } from '@/lib/format.js'
import { isMeant } from '@/lib/song.js'
import { t } from '@/lib/strings/index.js'
import { setHashSearch, useHashSearch } from '@/lib/place/useHashSearch.js'
import { links } from '@/lib/place/useRoute.js'
import { doomOf, useSongRemoval } from '@/lib/useSongRemoval.js'
import { Blank } from '@/ui/Blank.jsx'
import { Waiting } from '@/ui/Bits.jsx'
import { Button, LinkButton } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { SearchField } from '@/ui/SearchField.jsx'
import { SongDeletion } from '@/ui/song/SongDeletion.jsx'
import { SongRow } from './SongRow.jsx'
import { useSongs } from './useSongs.js'

/** @typedef {import('@/lib/api.js').Upload} Upload */
/** @typedef {import('@/lib/useSongRemoval.js').Doomed} Doomed */

const words = t.songs
const PAGE = 50

/** All songs that were ever added. The search stands in the URL. */
export function SongsPage() {
  const q = useHashSearch().get('q') ?? ''
  const songs = useSongs()
  const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null))
  const [doomed, setDoomed] = useState(/** @type {Doomed | null} */ (null))
  const removal = useSongRemoval(() => heading.current?.focus()) // the button that was pressed is gone with its song
  const { items, damaged } = songs.data ?? {}
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <h1 ref={heading} tabIndex={-1} className="outline-none">{words.title}</h1>
      {Boolean(items?.length) && <div className="flex"><SearchField label={words.search} q={q} onSearch={(next) => setHashSearch({ q: next })} /></div>}
      {songs.error && !songs.isFetching && <ProblemCard error={songs.error} onRetry={() => songs.refetch()} />}
      {removal.isError && <ProblemCard error={removal.error} onDismiss={removal.reset} />}
      {Boolean(damaged?.length) && <Damaged ids={damaged ?? []} onDelete={setDoomed} />}
      {!items ? !songs.error && <Waiting className="h-80" label={words.loading} />
        : items.length ? <Listed key={q} all={items} q={q} busy={removal.isPending ? removal.variables.file_id : null} onDelete={(song) => setDoomed(doomOf(song))} />
          : <Empty />}
      <SongDeletion doomed={doomed} onClose={() => setDoomed(null)} onDelete={removal.mutate} />
    </div>
  )
}

/** @param {{all: Upload[], q: string, busy: string | null, onDelete: (song: Upload) => void}} props `busy`: the one that is being deleted */
function Listed({ all, q, busy, onDelete }) {
  const [most, setMost] = useState(PAGE)
  const found = all.filter((song) => isMeant(song, q))
  const size = bytes(found.reduce((sum, song) => sum + song.size_bytes, 0))
  if (!found.length) return <NoMatch />
  return (
    <Card>
      <p role="status" className="numbers mb-2 text-sm text-soft">{q ? words.found(found.length, all.length) : words.sum(all.length, size)}</p>
      <ul aria-label={words.list}>
        {found.slice(0, most).map((song) => <SongRow key={song.file_id} song={song} busy={busy === song.file_id} onDelete={() => onDelete(song)} />)}
      </ul>
      {found.length > most && (
        <div className="mt-3 flex justify-center border-t border-line pt-4">
          <Button onClick={() => setMost(most + PAGE)}>{words.more}</Button>
        </div>
      )}
    </Card>
  )
}

/** Nothing but their ids is known. @param {{ids: string[], onDelete: (one: Doomed) => void}} props */
const Damaged = ({ ids, onDelete }) => (
  <Notice kind="warning" title={words.damaged.title(ids.length)}>
    <p>{words.damaged.detail}</p>
    <ul className="mt-2 flex flex-wrap gap-2">
      {ids.map((id) => <li key={id}><Button size="small" look="danger" onClick={() => onDelete({ file_id: id, name: `${words.damaged.name} ${id}` })}>{words.remove(id.slice(0, 8))}</Button></li>)}
    </ul>
  </Notice>
)

const Empty = () => (
  <Blank Icon={ListMusic} title={words.empty} hint={words.emptyHint}>
    <LinkButton look="primary" href={links.studio}>{words.add}</LinkButton>
  </Blank>
)

const NoMatch = () => (
  <Blank role="status" title={words.noMatch} hint={words.noMatchHint}>
    <Button onClick={() => setHashSearch({})}>{words.showAll}</Button>
  </Blank>
)
