// @ts-check
import { clsx } from 'clsx'
import { twMerge } from 'tailwind-merge'

/**
 * Class names, the later winning over the earlier.
 * @param {import('clsx').ClassValue[]} names
 */
export const cn = (...names) => twMerge(clsx(names))
