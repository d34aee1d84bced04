// @ts-check
/** What stands in the library: jobs, and batches of jobs, each as one. Pure. */
import { t } from '@/lib/strings/index.js'

/** @typedef {import('@/lib/api.js').JobSummary} JobSummary */
/** @typedef {import('@/lib/api.js').Batch} Batch */
/** @typedef {{id: string, job: JobSummary, batch: Batch | null, jobs: number, bytes: number, running: number}} Entry `jobs`, `bytes` and `running`: of all that is deleted with it */

const STATES = /** @type {const} */ (['running', 'queued', 'completed', 'partial', 'failed', 'cancelled'])

/** @param {JobSummary} job @returns {Entry} */
export const entryOf = (job) => ({ id: job.job_id, job, batch: null, jobs: 1, bytes: job.disk_bytes, running: job.terminal ? 0 : 1 })

/** A job stands for the batch it is in. @param {JobSummary[]} jobs @param {Batch[]} batches @returns {Entry[]} */
export const entriesOf = (jobs, batches) =>
  jobs.map((job) => {
    const batch = batches.find(({ batch_id }) => batch_id === job.batch_id)
    if (!batch) return entryOf(job)
    const { queued, running } = batch.states
    return { id: batch.batch_id, job, batch, jobs: batch.jobs, bytes: batch.disk_bytes, running: queued + running }
  })

/** "3 done, 1 running, 2 waiting". @param {Batch} batch */
export const countsLabel = ({ states }) => STATES.flatMap((state) => (states[state] ? [`${states[state]} ${t.batch.is[state]}`] : [])).join(', ')

/** How many of it can be gone on with. @param {Batch} batch */
export const resumable = ({ states }) => states.partial + states.failed + states.cancelled
