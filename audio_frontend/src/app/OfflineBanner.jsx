// @ts-check
import { useQueryClient } from '@tanstack/react-query'
import { WifiOff } from 'lucide-react'
import { useEffect } from 'react'
import { UNREACHABLE, problemOf } from '@/lib/api.js'
import { keys, useHealth } from '@/lib/queries.js'
import { onMiss, setAway, useReturn } from '@/lib/reach.js'
import { t } from '@/lib/strings/index.js'

/** @param {unknown} error */
const isMiss = (error) => Boolean(error) && problemOf(error).code === UNREACHABLE

/** Shown on every page while nobody answers; goes by itself, and what was asked in vain is asked again. */
export function OfflineBanner() {
  const client = useQueryClient()
  const { error, failureReason } = useHealth()
  const away = [error, failureReason].some(isMiss)
  useEffect(() => setAway(away), [away])
  useEffect(() => onMiss(() => void client.refetchQueries({ queryKey: keys.health }, { cancelRefetch: false })), [client])
  useReturn(() => void client.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' && isMiss(state.error) }))
  return (
    <div role="status">
      {away && (
        <div className="flex items-center gap-3 bg-warn-soft px-4 py-2.5 sm:px-6">
          <WifiOff aria-hidden="true" className="size-5 shrink-0 text-warn" />
          <p>
            <strong className="font-medium">{t.problem.unreachable.title}.</strong> {t.offline.detail}
          </p>
        </div>
      )}
    </div>
  )
}
