// @ts-check
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { toast } from 'sonner'
import { hidden } from '@/lib/hidden.js'
import { t } from '@/lib/strings/index.js'
import { onOtherTabs } from '@/lib/tabs.js'
import { giveWayToTabs } from '@/player/exclusivePlayback.js'

const LISTS = ['jobs', 'job', 'voices', 'uploads', 'songs', 'engines']

/** What can be renamed, added, deleted; not what is drawn of a sound. @param {{queryKey: readonly unknown[]}} query */
const isShared = ({ queryKey: [what, ...more] }) => LISTS.includes(String(what)) && (what === 'jobs' || more.length <= 1)

/** A change in another tab is seen here: at once, or when this one is looked at. A sound that begins there stops the one here, and that is said. */
export function useOtherTabs() {
  const client = useQueryClient()
  useEffect(() => onOtherTabs('changed', () => void client.invalidateQueries({ predicate: isShared, refetchType: hidden() ? 'none' : 'active' })), [client])
  useEffect(() => giveWayToTabs(() => void toast(t.nowPlaying.elsewhere)), [])
}
