// @ts-check
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { hidden } from '@/lib/hidden.js'
import { onOtherTabs } from '@/lib/tabs.js'

const LISTS = ['jobs', 'job', 'voices', 'uploads', 'songs', 'engines']

/** What can be renamed, added, deleted; not what is drawn of a sound. @param {{queryKey: readonly unknown[]}} query */
const isShared = ({ queryKey: [what, ...more] }) => LISTS.includes(String(what)) && (what === 'jobs' || more.length <= 1)

/** A change in another tab is seen here: at once, or when this one is looked at. */
export function useOtherTabs() {
  const client = useQueryClient()
  useEffect(() => onOtherTabs(() => void client.invalidateQueries({ predicate: isShared, refetchType: hidden() ? 'none' : 'active' })), [client])
}
