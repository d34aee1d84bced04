// @ts-check
export { useStart } from '@/lib/cover/useStart.js'
