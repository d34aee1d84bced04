// @ts-check
import { CircleCheck, Cpu, Gpu, TriangleAlert } from 'lucide-react'
import { cn } from '@/lib/cn.js'
import { bytes } from '@/lib/format.js'
import { machineOf, readiness } from '@/lib/machine.js'
import { useEngines, useHealth } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'

/** Device, free memory and ready engines in one line; leads to the system page. */
export function SystemChip() {
  const health = useHealth().data
  const engines = useEngines().data?.engines
  const machine = health && machineOf(health)
  const able = engines && readiness(engines)
  const amber = able && able.ready < able.all
  const Device = machine?.gpu ? Gpu : Cpu
  const Sign = amber ? TriangleAlert : CircleCheck
  return (
    <a
      href={links.system}
      className={cn(
        'flex min-h-10 max-w-full min-w-0 flex-wrap items-center gap-x-4 gap-y-1 rounded-xl border px-3.5 py-2 text-sm hover:bg-raised',
        amber ? 'border-warn bg-warn-soft' : 'border-line bg-panel',
      )}
    >
      <span className="sr-only">{t.studio.chip.label}: </span>
      {machine && able ? (
        <>
          <span className="flex min-w-0 items-center gap-2">
            <Device aria-hidden="true" className="size-4 shrink-0 text-soft" />
            <span className="whole font-medium">{machine.device ?? t.studio.chip.cpu}</span>
          </span>
          <span className="numbers text-soft">{machine.gpu ? t.studio.chip.vram(bytes(machine.free), bytes(machine.total)) : t.studio.chip.memory(bytes(machine.free))}</span>
          <span className={cn('numbers flex items-center gap-2', amber ? 'font-medium text-warn' : 'text-soft')}>
            <Sign aria-hidden="true" className={cn('size-4 shrink-0', !amber && 'text-good')} />
            {t.studio.chip.engines(able.ready, able.all)}
          </span>
        </>
      ) : (
        <span className="text-soft">{t.studio.chip.asking}</span>
      )}
    </a>
  )
}
