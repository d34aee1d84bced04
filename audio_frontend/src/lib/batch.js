// @ts-check
import { t } from './strings/index.js'

/** "5 songs · Deeper". What a batch is called. @param {import('./api.js').Batch} batch */
export const batchName = ({ jobs, voice }) => [t.batch.row(jobs), voice?.name].filter(Boolean).join(' · ')
