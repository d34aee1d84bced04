// @ts-check
import { useDoctor, useDownloads, useEngines, useHealth } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Loaded } from '@/ui/Loaded.jsx'
import { AboutCard } from './AboutCard.jsx'
import { DoctorCard } from './DoctorCard.jsx'
import { DownloadsCard } from './DownloadsCard.jsx'
import { EnginesCard } from './EnginesCard.jsx'
import { MachineCard } from './MachineCard.jsx'
import { QueueCard } from './QueueCard.jsx'
import { diagnostics } from './diagnostics.js'

/** The computer, the work, the engines, and whether all is well. */
export function SystemPage() {
  const [health, engines, downloads, doctor] = [useHealth(), useEngines(), useDownloads(), useDoctor()]
  const text = () => diagnostics({ health: health.data, engines: engines.data?.engines, doctor: doctor.data, browser: navigator.userAgent })
  return (
    <div className="grid gap-5">
      <header>
        <h1>{t.system.title}</h1>
        <p className="mt-1 text-soft">{t.system.hint}</p>
      </header>
      <Loaded query={health} height="h-80">
        {(health) => (
          <div className="grid gap-5 lg:grid-cols-2">
            <MachineCard health={health} />
            <AboutCard versions={versionsOf(health, doctor.data?.facts)} text={text} />
            <QueueCard health={health} />
          </div>
        )}
      </Loaded>
      <Loaded query={engines} height="h-96">{(answer) => <EnginesCard engines={answer.engines} />}</Loaded>
      <Loaded query={downloads} height="h-96">{(answer) => <DownloadsCard downloads={answer.downloads} />}</Loaded>
      <DoctorCard query={doctor} />
    </div>
  )
}

/** @param {import('@/lib/api.js').Health} health @param {Record<string, unknown>} [facts] @returns {[string, string][]} */
function versionsOf(health, facts) {
  /** @type {[string, unknown][]} */
  const known = [[t.system.version, health.version], ['PyTorch', health.machine.torch], ['Python', facts?.python], [t.system.os, facts?.system]]
  return known.flatMap(([what, version]) => (typeof version === 'string' ? [[what, version]] : []))
}
