// @ts-check
import { AudioLines, LoaderCircle, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { bytes } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { setHashSearch, useHashSearch } from '@/lib/place/useHashSearch.js'
import { links } from '@/lib/place/useRoute.js'
import { Blank } from '@/ui/Blank.jsx'
import { Waiting } from '@/ui/Bits.jsx'
import { Button, LinkButton } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { Confirm } from '@/ui/Dialog.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { SearchField } from '@/ui/SearchField.jsx'
import { JobTable } from './JobTable.jsx'
import { entryOf } from './entries.js'
import { useMembers } from './useBatch.js'
import { STATES, useLibrary, usePurge, useResume } from './useLibrary.js'

/** @typedef {import('./entries.js').Entry} Entry */
/** @typedef {import('./useLibrary.js').Filter} Filter */

const words = t.library
const FILTERS = /** @type {Filter[]} */ (Object.keys(STATES))

/** @param {Entry[]} entries */
const sizeOf = (entries) => bytes(entries.reduce((sum, entry) => sum + entry.bytes, 0))

/** @param {Entry[]} entries @param {'jobs' | 'running'} what */
const countOf = (entries, what) => entries.reduce((sum, entry) => sum + entry[what], 0)

/** Everything that was ever made here. Search and filter stand in the URL. */
export function LibraryPage() {
  const search = useHashSearch()
  const q = search.get('q') ?? ''
  const filter = FILTERS.find((candidate) => candidate === search.get('show')) ?? 'all'
  const open = search.get('open') ?? ''
  const { list, entries } = useLibrary(filter, q)
  /** @param {{q?: string, show?: Filter, open?: string}} next */
  const seek = (next) => {
    const { show, ...rest } = { q, show: filter, open, ...next }
    setHashSearch({ ...rest, show: show === 'all' ? '' : show })
  }
  const any = Boolean(q) || filter !== 'all'
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <h1>{words.title}</h1>
      <div className={entries?.length === 0 && !any ? 'hidden' : 'flex flex-wrap items-end gap-x-6 gap-y-3'}>
        <SearchField label={words.search} q={q} onSearch={(next) => seek({ q: next })} />
        <Choice label={words.filter} hideLabel value={filter} onChange={(show) => seek({ show })} options={FILTERS.map((value) => ({ value, label: words.filters[value] }))} />
      </div>
      {list.error && !list.isFetching && <ProblemCard error={list.error} onRetry={() => list.refetch()} />}
      {!entries ? !list.error && <Waiting className="h-80" label={words.loading} />
        : entries.length ? <Listed entries={entries} list={list} open={open} status={STATES[filter]} q={q} onOpen={(id) => seek({ open: id === open ? '' : id })} />
          : any ? <NoMatch /> : <Empty />}
    </div>
  )
}

/** @param {{entries: Entry[], list: ReturnType<typeof useLibrary>['list'], open: string, status: string[] | undefined, q: string, onOpen: (id: string) => void}} props `open`: the batch that is */
function Listed({ entries, list, open, status, q, onOpen }) {
  const [ticked, setTicked] = useState(/** @type {Set<string>} */ (new Set()))
  const [asking, setAsking] = useState(false)
  const purge = usePurge()
  const resume = useResume()
  const members = useMembers(entries.some(({ id, batch }) => batch && id === open) ? open : '', status, q).data
  const single = ticked.has(open) ? [] : (members ?? []).map(entryOf) // of a batch that goes as a whole none goes alone
  const chosen = [...entries, ...single].filter(({ id }) => ticked.has(id)) // what is not listed any more is not chosen any more
  /** @param {string} id */
  const choose = (id) => setTicked((before) => (before.has(id) ? new Set([...before].filter((other) => other !== id)) : new Set([...before, id])))
  const chooseAll = () => setTicked(new Set(entries.every(({ id }) => ticked.has(id)) ? [] : entries.map(({ id }) => id)))
  const erase = () =>
    purge.mutate(chosen, {
      onSuccess: ({ count, freed }) => {
        setTicked(new Set())
        if (count) toast.success(words.deleted(count, bytes(freed)))
      },
    })
  const running = countOf(chosen, 'running')
  const count = countOf(chosen, 'jobs')
  return (
    <Card>
      <div className="mb-2 flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="numbers text-sm text-soft" role="status">{chosen.length ? words.chosen(count, sizeOf(chosen)) : words.sum(countOf(entries, 'jobs'), sizeOf(entries))}</p>
        {(chosen.length > 0 || purge.isPending) && (
          <div className="flex flex-wrap gap-2">
            <Button size="small" look="quiet" onClick={() => setTicked(new Set())}>{words.clear}</Button>
            <Button size="small" look="danger" reason={purge.isPending ? words.deleting : null} icon={<Trash2 aria-hidden="true" className="size-4" />} onClick={() => setAsking(true)}>{t.common.delete}</Button>
          </div>
        )}
      </div>
      {[resume.error, ...(purge.data?.failed.map(({ error }) => error) ?? [])].filter(Boolean).map((error, at) => (
        <div key={at} className="mb-3"><ProblemCard error={error} onDismiss={() => (resume.reset(), purge.reset())} /></div>
      ))}
      <JobTable entries={entries} open={open} members={members} onOpen={onOpen} chosen={new Set(chosen.map(({ id }) => id))} onChoose={choose} onChooseAll={chooseAll} onResume={(id) => resume.isPending || resume.mutate(id)} />
      {list.hasNextPage && (
        <div className="mt-3 flex justify-center border-t border-line pt-4">
          <Button icon={list.isFetchingNextPage && <LoaderCircle aria-hidden="true" className="size-4 motion-safe:animate-spin" />} onClick={() => !list.isFetchingNextPage && list.fetchNextPage()}>{words.more}</Button>
        </div>
      )}
      <Confirm open={asking} onClose={() => setAsking(false)} title={words.deleteTitle(count)} act={t.common.delete} onAct={erase}>
        <p>{words.deleteHint(sizeOf(chosen))}</p>
        {running > 0 && <p className="mt-2">{words.deleteRunning(running)}</p>}
      </Confirm>
    </Card>
  )
}

const Empty = () => (
  <Blank Icon={AudioLines} title={words.empty} hint={words.emptyHint}>
    <LinkButton look="primary" href={links.studio}>{words.start}</LinkButton>
  </Blank>
)

const NoMatch = () => (
  <Blank role="status" title={words.noMatch} hint={words.noMatchHint}>
    <Button onClick={() => setHashSearch({})}>{words.showAll}</Button>
  </Blank>
)
