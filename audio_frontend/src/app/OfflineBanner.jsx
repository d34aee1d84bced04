// @ts-check
import { WifiOff } from 'lucide-react'
import { UNREACHABLE, problemOf } from '@/lib/api.js'
import { useHealth } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'

/** Shown on every page while nobody answers; goes by itself. */
export function OfflineBanner() {
  const { error, failureReason } = useHealth()
  const away = [error, failureReason].some((one) => one && problemOf(one).code === UNREACHABLE)
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
