// @ts-check
import { CircleCheck, CircleX, Drama, MemoryStick } from 'lucide-react'
import { isElsewhere } from '@/lib/machine.js'
import { t } from '@/lib/strings/index.js'
import { Chip, Fold } from '@/ui/Bits.jsx'
import { Button } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { useEngineLoading } from './useEngineLoading.js'

/** @typedef {import('@/lib/api.js').Schemas['Engine']} Engine */

const STATES = /** @type {const} */ ({
  installed: { Icon: CircleCheck, tone: 'good' },
  loaded: { Icon: MemoryStick, tone: 'accent' },
  placeholder: { Icon: Drama, tone: 'plain' },
  missing: { Icon: CircleX, tone: 'warn' },
})

const { columns } = t.system

/** What does the work: a table, and cards on a phone. @param {{engines: Engine[]}} props */
export function EnginesCard({ engines }) {
  const known = engines.filter((engine) => !isElsewhere(engine))
  const others = engines.filter(isElsewhere)
  return (
    <Card title={t.system.engines} hint={t.system.enginesHint}>
      <table className="block w-full text-start xl:table">
        <thead className="sr-only xl:not-sr-only xl:table-header-group">
          <tr className="xl:border-b xl:border-line">
            {[columns.name, columns.role, columns.state, columns.kind, columns.licence, columns.vram].map((word) => (
              <th key={word} scope="col" className="py-2 pe-4 text-start text-sm font-medium text-soft">{word}</th>
            ))}
            <th scope="col" className="py-2"><span className="sr-only">{columns.act}</span></th>
          </tr>
        </thead>
        <tbody className="block xl:table-row-group">
          {known.map((engine) => <EngineRow key={`${engine.role}/${engine.id}`} engine={engine} />)}
        </tbody>
      </table>
      {others.length > 0 && (
        <div className="mt-3 border-t border-line pt-3">
          <Fold title={t.system.others} hint={String(others.length)}>
            <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-soft">
              {others.map((engine) => <li key={`${engine.role}/${engine.id}`}>{engine.name} ({t.system.roles[engine.role].toLowerCase()})</li>)}
            </ul>
          </Fold>
        </div>
      )}
    </Card>
  )
}

/** @param {{engine: Engine}} props */
function EngineRow({ engine }) {
  const { change, busy, error, clear } = useEngineLoading(engine)
  const { Icon, tone } = STATES[engine.state]
  const able = engine.state === 'installed' || engine.state === 'loaded'
  const act = engine.state === 'loaded' ? t.system.unload : t.system.load
  const doing = engine.state === 'loaded' ? t.system.unloading : t.system.loading
  return (
    <>
      <tr className="grid grid-cols-2 md:grid-cols-3 gap-x-4 gap-y-2 border-t border-line py-4 first:border-t-0 first:pt-0 xl:table-row xl:py-0">
        <th scope="row" className="col-span-full min-w-0 text-start font-medium xl:w-2/5 xl:py-3 xl:pe-4 xl:align-top">
          {engine.name}
          {engine.summary && <span className="block text-sm font-normal text-soft">{engine.summary}</span>}
          {engine.remedy && <span className="whole block text-sm font-normal text-warn">{engine.remedy}</span>}
        </th>
        <Cell label={columns.role}>{t.system.roles[engine.role]}</Cell>
        <Cell label={columns.state}><Chip tone={tone} className="whitespace-nowrap" icon={<Icon aria-hidden="true" className="size-4 shrink-0" />}>{t.system.states[engine.state]}</Chip></Cell>
        <Cell label={columns.kind}>{engine.neural ? t.system.neural : t.system.plain}</Cell>
        <Cell label={columns.licence}>{engine.licence}</Cell>
        <Cell label={columns.vram}>{engine.vram_mb ? `${engine.vram_mb} MB` : t.system.noVram}</Cell>
        <td className="self-end xl:py-3 xl:text-end xl:align-top">
          {able && <Button size="small" className="min-w-24" disabled={busy} aria-label={t.system.about(busy ? doing : act, engine.name)} onClick={change}>{busy ? doing : act}</Button>}
        </td>
      </tr>
      {error && (
        <tr className="block pb-3 xl:table-row">
          <td colSpan={7} className="block xl:table-cell xl:pb-3"><ProblemCard error={error} onRetry={change} onDismiss={clear} /></td>
        </tr>
      )}
    </>
  )
}

/** On a phone each value carries its name. @param {{label: string, children: import('react').ReactNode}} props */
function Cell({ label, children }) {
  return (
    <td className="numbers min-w-0 text-sm xl:py-3 xl:pe-4 xl:align-top">
      <span className="block text-soft xl:hidden" aria-hidden="true">{label}</span>
      {children}
    </td>
  )
}
