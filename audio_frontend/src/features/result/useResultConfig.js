// @ts-check
import { useMemo } from 'react'

/** @typedef {import('@/lib/api.js').Job} Job */
/** @typedef {import('./mixer/remix.js').AudioConfig} AudioConfig */

/**
 * The settings that the result's files were made with: while a job is mixed anew, and after that failed, `job.config`
 * is already what was asked for then. The same object while nothing changed.
 * @param {NonNullable<Job['result']>} result @returns {AudioConfig}
 */
export function useResultConfig(result) {
  const text = JSON.stringify(result.config)
  return useMemo(() => JSON.parse(text), [text])
}
