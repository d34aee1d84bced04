// @ts-check
import { CircleCheck, CircleX, RefreshCw, TriangleAlert } from 'lucide-react'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { Loaded } from '@/ui/Loaded.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'

/** @typedef {import('@/lib/api.js').Schemas['Doctor']} Doctor */

const SIGNS = {
  ok: { Icon: CircleCheck, ink: 'text-good' },
  warning: { Icon: TriangleAlert, ink: 'text-warn' },
  problem: { Icon: CircleX, ink: 'text-bad' },
}
const GRAVEST = ['problem', 'warning', 'ok']

/** Everything the studio needs; what is wrong comes first. @param {{query: import('@tanstack/react-query').UseQueryResult<Doctor>}} props */
export function DoctorCard({ query }) {
  const again = query.isFetching && query.data !== undefined
  return (
    <Card
      title={t.system.doctor}
      hint={t.system.doctorHint}
      action={
        query.data && (
          <Button size="small" className="min-w-32" disabled={again} icon={<RefreshCw aria-hidden="true" className={`size-4 ${again ? 'motion-safe:animate-spin' : ''}`} />} onClick={() => query.refetch()}>
            {again ? t.system.checking : t.system.checkAgain}
          </Button>
        )
      }
    >
      <Loaded query={query} height="h-96">
        {(doctor) => (
          <>
            {query.isError && <div className="mb-3"><ProblemCard error={query.error} /></div>}
            <p role="status" className="mb-2 font-medium">{doctor.checks.every((check) => check.state === 'ok') ? t.system.well : t.system.unwell}</p>
            <ul className="grid gap-x-8 lg:grid-cols-2">
              {doctor.checks.toSorted((a, b) => GRAVEST.indexOf(a.state) - GRAVEST.indexOf(b.state)).map((check) => <Check key={check.name} check={check} />)}
            </ul>
          </>
        )}
      </Loaded>
    </Card>
  )
}

/** @param {{check: Doctor['checks'][number]}} props */
function Check({ check: { name, state, detail, remedy } }) {
  const { Icon, ink } = SIGNS[state]
  return (
    <li className="flex min-w-0 gap-3 border-t border-line py-2.5">
      <Icon aria-hidden="true" className={`mt-0.5 size-5 shrink-0 ${ink}`} />
      <div className="whole min-w-0">
        <p className="font-medium first-letter:uppercase">{name} <span className={`text-sm font-normal ${ink}`}>{t.system.checks[state]}</span></p>
        <p className="text-sm text-soft">{detail}</p>
        {remedy && <p className="whole text-sm">{remedy}</p>}
      </div>
    </li>
  )
}
