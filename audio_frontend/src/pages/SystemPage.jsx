// @ts-check
import { Loaded } from '../components/Loaded.jsx'
import { AboutCard } from '../components/system/AboutCard.jsx'
import { DoctorCard } from '../components/system/DoctorCard.jsx'
import { EnginesCard } from '../components/system/EnginesCard.jsx'
import { MachineCard } from '../components/system/MachineCard.jsx'
import { QueueCard } from '../components/system/QueueCard.jsx'
import { useDoctor, useEngines, useHealth } from '../hooks/queries.js'
import { t } from '../strings/en.js'
import { diagnostics } from '../utils/diagnostics.js'

/** The computer, the work, the engines, and whether all is well. */
export function SystemPage() {
  const [health, engines, doctor] = [useHealth(), useEngines(), useDoctor()]
  const text = () => diagnostics({ health: health.data, engines: engines.data?.engines, doctor: doctor.data, browser: navigator.userAgent })
  return (
    <div className="grid gap-5">
      <header>
        <h1>{t.system.title}</h1>
        <p className="mt-1 text-soft">{t.system.hint}</p>
      </header>
      <Loaded query={health} height="h-80">
        {(told) => (
          <div className="grid gap-5 lg:grid-cols-2">
            <MachineCard health={told} />
            <AboutCard versions={versionsOf(told, doctor.data?.facts)} text={text} />
            <QueueCard health={told} />
          </div>
        )}
      </Loaded>
      <Loaded query={engines} height="h-96">{(told) => <EnginesCard engines={told.engines} />}</Loaded>
      <DoctorCard query={doctor} />
    </div>
  )
}

/** @param {import('../services/api.js').Health} health @param {Record<string, unknown>} [facts] @returns {[string, string][]} */
function versionsOf(health, facts) {
  /** @type {[string, unknown][]} */
  const known = [[t.system.version, health.version], ['PyTorch', health.machine.torch], ['Python', facts?.python], [t.system.os, facts?.system]]
  return known.flatMap(([what, version]) => (typeof version === 'string' ? [[what, version]] : []))
}
