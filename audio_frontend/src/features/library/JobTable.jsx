// @ts-check
import { ChevronRight, ListMusic } from 'lucide-react'
import { Fragment } from 'react'
import { batchName } from '@/lib/batch.js'
import { cn } from '@/lib/cn.js'
import { ago, bytes, clock } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Waiting } from '@/ui/Bits.jsx'
import { StatusChip } from '@/ui/StatusChip.jsx'
import { BatchPanel } from './BatchPanel.jsx'
import { Acts, Status, Tick, Title, Voice } from './JobParts.jsx'
import { countsLabel } from './entries.js'
import { useWide } from './useWide.js'

/** @typedef {import('@/lib/api.js').JobSummary} JobSummary */
/** @typedef {import('@/lib/api.js').Batch} Batch */
/** @typedef {import('./entries.js').Entry} Entry */
/**
 * @typedef {{entries: Entry[], open: string, members: JobSummary[] | undefined, onOpen: (id: string) => void,
 *   chosen: Set<string>, onChoose: (id: string) => void, onChooseAll: () => void, onResume: (id: string) => void}} Props
 * `open`: the batch whose `members` are shown
 */

const words = t.library

/** The jobs as a table; as cards where a table has no room. @param {Props} props */
export function JobTable(props) {
  return useWide() ? <Table {...props} /> : <Cards {...props} />
}

/** @param {Props} props */
function Table({ entries, open, members, onOpen, chosen, onChoose, onChooseAll, onResume }) {
  const all = entries.every(({ id }) => chosen.has(id))
  return (
    <table className="w-full table-fixed text-start">
      <caption className="sr-only">{words.list}</caption>
      <thead className="text-sm text-soft">
        <tr>
          <th scope="col" className="w-11"><Tick label={words.selectAll} checked={all} onChange={onChooseAll} /></th>
          <Head>{words.cols.title}</Head>
          <Head className="w-44 xl:w-52">{words.cols.status}</Head>
          <Head className="hidden w-36 xl:table-cell">{words.cols.voice}</Head>
          <Head className="hidden w-20 text-end xl:table-cell">{words.cols.length}</Head>
          <Head className="w-24 text-end">{words.cols.size}</Head>
          <Head className="hidden w-36 xl:table-cell">{words.cols.made}</Head>
          <th scope="col" className="w-20"><span className="sr-only">{words.cols.acts}</span></th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ id, job, batch }) => (batch === null ? (
          <Row key={id} job={job} chosen={chosen.has(id)} onChoose={() => onChoose(id)} onResume={onResume} />
        ) : (
          <Fragment key={id}>
            <BatchRow batch={batch} open={open === id} onOpen={() => onOpen(id)} chosen={chosen.has(id)} onChoose={() => onChoose(id)} />
            {open === id && <tr><td colSpan={8} className="ps-11 pb-2">{members ? <BatchPanel batch={batch} /> : <Waiting className="h-20" label={words.loading} />}</td></tr>}
            {open === id && members?.map((member) => (
              <Row key={member.job_id} job={member} inside chosen={chosen.has(id) || chosen.has(member.job_id)} fixed={chosen.has(id)} onChoose={() => onChoose(member.job_id)} onResume={onResume} />
            ))}
          </Fragment>
        )))}
      </tbody>
    </table>
  )
}

/** @param {{job: JobSummary, inside?: boolean, chosen: boolean, fixed?: boolean, onChoose: () => void, onResume: (id: string) => void}} props `inside` a batch; `fixed`: chosen with it */
const Row = ({ job, inside, chosen, fixed, onChoose, onResume }) => (
  <tr className={cn('border-t border-line', chosen && 'bg-accent-soft')}>
    <td><Tick label={words.select(job.title)} checked={chosen} disabled={fixed} onChange={onChoose} /></td>
    <th scope="row" className={cn('px-2 py-2.5 text-start font-medium', inside && 'ps-8')}>
      <Title job={job} />
      <span className="numbers ms-14 block text-sm font-normal text-soft xl:hidden"><Voice job={job} /> · {clock(job.duration_s)} · {ago(job.finished ?? job.created)}</span>
    </th>
    <td className="px-2"><Status job={job} /></td>
    <td className="hidden px-2 text-soft xl:table-cell"><Voice job={job} /></td>
    <td className="numbers hidden px-2 text-end text-soft xl:table-cell">{clock(job.duration_s)}</td>
    <td className="numbers px-2 text-end text-soft">{bytes(job.disk_bytes)}</td>
    <td className="hidden px-2 text-soft xl:table-cell">{ago(job.finished ?? job.created)}</td>
    <td className="text-end whitespace-nowrap"><Acts job={job} onResume={onResume} /></td>
  </tr>
)

/** @param {{batch: Batch, open: boolean, onOpen: () => void, chosen: boolean, onChoose: () => void}} props */
const BatchRow = ({ batch, open, onOpen, chosen, onChoose }) => (
  <tr className={cn('border-t border-line', chosen && 'bg-accent-soft')}>
    <td><Tick label={words.select(batchName(batch))} checked={chosen} onChange={onChoose} /></td>
    <th scope="row" className="px-2 py-2.5 text-start font-medium"><Opener batch={batch} open={open} onOpen={onOpen} /></th>
    <td className="px-2"><BatchStatus batch={batch} /></td>
    <td className="hidden px-2 text-soft xl:table-cell">{batch.voice?.name ?? t.batch.voices}</td>
    <td className="numbers hidden px-2 text-end text-soft xl:table-cell">{clock(batch.duration_s)}</td>
    <td className="numbers px-2 text-end text-soft">{bytes(batch.disk_bytes)}</td>
    <td className="hidden px-2 text-soft xl:table-cell">{ago(batch.finished ?? batch.created)}</td>
    <td />
  </tr>
)

/** A batch by its name, and how many of it are where; pressed, it shows its jobs. @param {{batch: Batch, open: boolean, onOpen: () => void}} props */
const Opener = ({ batch, open, onOpen }) => (
  <button type="button" aria-expanded={open} onClick={onOpen} className="flex min-h-11 w-full min-w-0 items-center gap-3 rounded-lg text-start hover:text-accent">
    <span aria-hidden="true" className="grid size-11 shrink-0 place-items-center rounded-lg bg-raised text-soft"><ListMusic className="size-5" /></span>
    <span className="min-w-0 flex-1">
      <span className="whole block font-medium">{batchName(batch)}</span>
      <span className="numbers block text-sm font-normal text-soft">{countsLabel(batch)}</span>
    </span>
    <ChevronRight aria-hidden="true" className={cn('size-5 shrink-0 text-soft transition-transform', open && 'rotate-90')} />
  </button>
)

/** @param {{batch: Batch}} props */
const BatchStatus = ({ batch }) => <StatusChip status={batch.status} progress={batch.progress} />

/** @param {Props} props */
function Cards({ entries, open, members, onOpen, chosen, onChoose, onResume }) {
  return (
    <ul aria-label={words.list}>
      {entries.map(({ id, job, batch }) => (batch === null ? (
        <JobCard key={id} job={job} chosen={chosen.has(id)} onChoose={() => onChoose(id)} onResume={onResume} />
      ) : (
        <li key={id} className={cn('-mx-2 border-t border-line px-2 py-3 first:border-t-0', chosen.has(id) && 'bg-accent-soft')}>
          <div className="grid grid-cols-[2.5rem_minmax(0,1fr)] items-start">
            <Tick label={words.select(batchName(batch))} checked={chosen.has(id)} onChange={() => onChoose(id)} />
            <Opener batch={batch} open={open === id} onOpen={() => onOpen(id)} />
            <div className="col-start-2 mt-1.5">
              <BatchStatus batch={batch} />
              <p className="numbers mt-1.5 text-sm text-soft">{clock(batch.duration_s)} · {bytes(batch.disk_bytes)} · {ago(batch.finished ?? batch.created)}</p>
            </div>
          </div>
          {open === id && (members ? (
            <div className="mt-3 grid gap-1">
              <BatchPanel batch={batch} />
              <ul aria-label={t.batch.members} className="px-2">
                {members.map((member) => <JobCard key={member.job_id} job={member} chosen={chosen.has(id) || chosen.has(member.job_id)} fixed={chosen.has(id)} onChoose={() => onChoose(member.job_id)} onResume={onResume} />)}
              </ul>
            </div>
          ) : <Waiting className="mt-3 h-20" label={words.loading} />)}
        </li>
      )))}
    </ul>
  )
}

/** @param {{job: JobSummary, chosen: boolean, fixed?: boolean, onChoose: () => void, onResume: (id: string) => void}} props */
const JobCard = ({ job, chosen, fixed, onChoose, onResume }) => (
  <li className={cn('-mx-2 grid grid-cols-[2.5rem_minmax(0,1fr)_auto] items-start border-t border-line px-2 py-3 first:border-t-0', chosen && 'bg-accent-soft')}>
    <Tick label={words.select(job.title)} checked={chosen} disabled={fixed} onChange={onChoose} />
    <div className="flex min-h-10 min-w-0 items-center font-medium"><Title job={job} /></div>
    <div className="flex"><Acts job={job} onResume={onResume} /></div>
    <div className="col-span-2 col-start-2 min-w-0">
      <Status job={job} />
      <p className="numbers mt-1.5 text-sm text-soft"><Voice job={job} /> · {clock(job.duration_s)} · {bytes(job.disk_bytes)} · {ago(job.finished ?? job.created)}</p>
    </div>
  </li>
)

/** @param {{className?: string, children: string}} props */
const Head = ({ className, children }) => <th scope="col" className={cn('px-2 py-2 text-start font-medium', className)}>{children}</th>
