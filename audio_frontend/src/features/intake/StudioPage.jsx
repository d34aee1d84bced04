// @ts-check
import { readiness } from '@/lib/machine.js'
import { useEngines } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { LinkButton } from '@/ui/Button.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { AudioUploader } from './AudioUploader.jsx'
import { DemoAudition } from './DemoAudition.jsx'
import { DemoSong } from './DemoSong.jsx'
import { RecentJobs } from './RecentJobs.jsx'
import { RecentSongs } from './RecentSongs.jsx'
import { SystemChip } from './SystemChip.jsx'

/** Where everything begins: a song comes in. */
export function StudioPage() {
  return (
    <div className="grid gap-5">
      <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1>{t.studio.title}</h1>
          <p className="mt-1 text-soft">{t.studio.hint}</p>
        </div>
        <SystemChip />
      </header>
      <MissingEngines />
      <DemoAudition />
      <div>
        <AudioUploader open />
        <DemoSong />
      </div>
      <div className="grid gap-5 lg:grid-cols-2">
        <RecentSongs />
        <RecentJobs />
      </div>
    </div>
  )
}

/** What can't be done, and what still can. */
function MissingEngines() {
  const engines = useEngines().data?.engines
  const missing = engines ? readiness(engines).missing : []
  if (!missing.length) return null
  return (
    <Notice kind="warning" title={t.studio.missing.title} actions={<LinkButton size="small" href={links.system}>{t.studio.missing.look}</LinkButton>}>
      <ul>
        {missing.map((role) => <li key={role}>{t.studio.missing[role]}</li>)}
      </ul>
    </Notice>
  )
}
