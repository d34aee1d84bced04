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
import { STATES, useLibrary, usePurge, useResume } from './useLibrary.js'

/** @typedef {import('@/lib/api.js').JobSummary} JobSummary */
/** @typedef {import('./useLibrary.js').Filter} Filter */

const words = t.library
const FILTERS = /** @type {Filter[]} */ (Object.keys(STATES))

/** @param {JobSummary[]} jobs */
const sizeOf = (jobs) => bytes(jobs.reduce((sum, job) => sum + job.disk_bytes, 0))

/** Everything that was ever made here. Search and filter stand in the URL. */
export function LibraryPage() {
  const search = useHashSearch()
  const q = search.get('q') ?? ''
  const filter = FILTERS.find((candidate) => candidate === search.get('show')) ?? 'all'
  const { list, jobs } = useLibrary(filter, q)
  const any = Boolean(q) || filter !== 'all'
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <h1>{words.title}</h1>
      <div className={jobs?.length === 0 && !any ? 'hidden' : 'flex flex-wrap items-end gap-x-6 gap-y-3'}>
        <SearchField label={words.search} q={q} onSearch={(next) => setHashSearch({ q: next, show: filter === 'all' ? '' : filter })} />
        <Choice label={words.filter} hideLabel value={filter} onChange={(next) => setHashSearch({ q, show: next === 'all' ? '' : next })} options={FILTERS.map((value) => ({ value, label: words.filters[value] }))} />
      </div>
      {list.error && !list.isFetching && <ProblemCard error={list.error} onRetry={() => list.refetch()} />}
      {!jobs ? !list.error && <Waiting className="h-80" label={words.loading} />
        : jobs.length ? <Listed jobs={jobs} list={list} />
          : any ? <NoMatch /> : <Empty />}
    </div>
  )
}

/** @param {{jobs: JobSummary[], list: ReturnType<typeof useLibrary>['list']}} props */
function Listed({ jobs, list }) {
  const [ticked, setTicked] = useState(/** @type {Set<string>} */ (new Set()))
  const [asking, setAsking] = useState(false)
  const purge = usePurge()
  const resume = useResume()
  const chosen = jobs.filter((job) => ticked.has(job.job_id)) // what is not listed any more is not chosen any more
  /** @param {string} id */
  const choose = (id) => setTicked((before) => (before.has(id) ? new Set([...before].filter((other) => other !== id)) : new Set([...before, id])))
  const chooseAll = () => setTicked(new Set(chosen.length === jobs.length ? [] : jobs.map((job) => job.job_id)))
  const erase = () =>
    purge.mutate(chosen, {
      onSuccess: ({ count, freed }) => {
        setTicked(new Set())
        if (count) toast.success(words.deleted(count, bytes(freed)))
      },
    })
  const running = chosen.filter((job) => !job.terminal).length
  return (
    <Card>
      <div className="mb-2 flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="numbers text-sm text-soft" role="status">{chosen.length ? words.chosen(chosen.length, sizeOf(chosen)) : words.sum(jobs.length, sizeOf(jobs))}</p>
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
      <JobTable jobs={jobs} chosen={new Set(chosen.map((job) => job.job_id))} onChoose={choose} onChooseAll={chooseAll} onResume={(id) => resume.isPending || resume.mutate(id)} />
      {list.hasNextPage && (
        <div className="mt-3 flex justify-center border-t border-line pt-4">
          <Button icon={list.isFetchingNextPage && <LoaderCircle aria-hidden="true" className="size-4 motion-safe:animate-spin" />} onClick={() => !list.isFetchingNextPage && list.fetchNextPage()}>{words.more}</Button>
        </div>
      )}
      <Confirm open={asking} onClose={() => setAsking(false)} title={words.deleteTitle(chosen.length)} act={t.common.delete} onAct={erase}>
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
