// @ts-check
import { t } from '@/lib/strings/index.js'
import { fractionOf } from './uploadRows.js'

/** @typedef {import('./uploadRows.js').Row} Row */

/** Said aloud when a state changes, and at every quarter of a file; not at every byte. @param {Row[]} rows */
export function summaryOf(rows) {
  if (!rows.length) return ''
  /** @param {Row['state']} state */
  const count = (state) => rows.filter((row) => row.state === state).length
  const now = rows.find((row) => row.state === 'sending') ?? rows.find((row) => row.state === 'checking')
  const busy = now ? (now.state === 'sending' ? t.uploader.atQuarter(now.name, Math.floor(fractionOf(now) * 4) * 25) : t.uploader.atCheck(now.name)) : ''
  return t.uploader.summary({ total: rows.length, ready: count('ready'), refused: count('refused'), cancelled: count('cancelled'), busy })
}
