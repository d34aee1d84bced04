// @ts-check
import { t } from '@/lib/strings/index.js'
import { Card } from '@/ui/Card.jsx'

/** @param {unknown} counts @param {string} name none is not told of */
const count = (counts, name) => Number(/** @type {Record<string, number>} */ (counts)?.[name] ?? 0)

/** What is being made. @param {{health: import('@/lib/api.js').Health}} props */
export function QueueCard({ health: { queue } }) {
  return (
    <Card title={t.system.queue} className="lg:col-span-2">
      <dl className="grid gap-3 min-[22.5rem]:grid-cols-3 min-[22.5rem]:gap-4">
        <Figure what={t.system.running}>{t.system.jobs(count(queue.jobs, 'running'))}</Figure>
        <Figure what={t.system.queued}>{t.system.jobs(count(queue.jobs, 'queued'))}</Figure>
        {typeof queue.slots === 'number' && <Figure what={t.system.slots}>{t.system.pieces(queue.slots)}</Figure>}
      </dl>
    </Card>
  )
}

/** @param {{what: string, children: string}} props */
function Figure({ what, children }) {
  return (
    <div className="flex min-w-0 flex-col justify-between">
      <dt className="text-sm text-soft">{what}</dt>
      <dd className="numbers text-lg font-semibold">{children}</dd>
    </div>
  )
}
