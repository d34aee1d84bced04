// @ts-check
import { bytes } from '@/lib/format.js'
import { isNearlyFull, machineOf } from '@/lib/machine.js'
import { t } from '@/lib/strings/index.js'
import { Card } from '@/ui/Card.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { KeptLine } from './KeptLine.jsx'
import { Meter } from './Meter.jsx'

/** @typedef {import('@/lib/api.js').Health} Health */

/** Device, cores, memory and disk. @param {{health: Health}} props */
export function MachineCard({ health }) {
  const { machine, memory, disk } = health
  const seen = machineOf(health)
  return (
    <Card title={t.system.machine}>
      <dl className="mb-4 grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-x-4 sm:grid-cols-[auto_minmax(0,1fr)] sm:gap-x-6 gap-y-1.5">
        <Fact what={t.system.device}>{seen ? (seen.device ?? t.system.processor) : t.studio.chip.asking}</Fact>
        {typeof machine.cpu_count === 'number' && <Fact what={t.system.cores}>{machine.cpu_count}</Fact>}
        {seen && !seen.gpu && <Fact what={t.system.gpu}>{t.system.noGpu}</Fact>}
      </dl>
      <div className="grid gap-4">
        {seen?.gpu && <Meter label={t.system.vram} used={seen.total - seen.free} total={seen.total} text={t.system.free(bytes(seen.free), bytes(seen.total))} />}
        <Meter label={t.system.memory} used={memory.total_bytes - memory.available_bytes} total={memory.total_bytes} text={t.system.free(bytes(memory.available_bytes), bytes(memory.total_bytes))} />
        <Meter label={t.system.disk} used={disk.total_bytes - disk.free_bytes} total={disk.total_bytes} text={t.system.free(bytes(disk.free_bytes), bytes(disk.total_bytes))} warn={isNearlyFull({ free_bytes: disk.free_bytes, total_bytes: disk.total_bytes })} />
        <KeptLine size={disk.kept_bytes ?? 0} />
        {isNearlyFull({ free_bytes: disk.free_bytes, total_bytes: disk.total_bytes }) && <Notice kind="warning" title={t.system.full}>{t.system.diskLow}</Notice>}
      </div>
    </Card>
  )
}

/** @param {{what: string, children: import('react').ReactNode}} props */
export function Fact({ what, children }) {
  return (
    <div className="contents">
      <dt className="text-soft">{what}</dt>
      <dd className="whole numbers font-medium">{children}</dd>
    </div>
  )
}
