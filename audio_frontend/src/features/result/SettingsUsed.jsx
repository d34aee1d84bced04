// @ts-check
import { Repeat2 } from 'lucide-react'
import { isGone } from '@/lib/api.js'
import { forgetDraft } from '@/lib/cover/useDraft.js'
import { useUpload } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { Fold } from '@/ui/Bits.jsx'
import { Button, LinkButton } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { Facts } from './Facts.jsx'
import { allSettings, chosenSettings } from './settingsLabels.js'

/** How it was made, and the way to make another like it. @param {{job: import('@/lib/api.js').Job}} props */
export function SettingsUsed({ job }) {
  return (
    <Card title={t.result.settings.title}>
      <Facts rows={chosenSettings(job)} />
      <div className="mt-2">
        <Fold title={t.result.settings.all}>
          <div className="grid gap-x-8 gap-y-5 xl:grid-cols-2">
            {allSettings(job).map(({ title, rows }) => <Facts key={title} title={title} rows={rows} />)}
          </div>
        </Fold>
      </div>
      <div className="mt-4"><Another job={job} /></div>
    </Card>
  )
}

/** @param {{job: import('@/lib/api.js').Job}} props */
function Another({ job }) {
  const fileId = String(job.request.file_id)
  const song = useUpload(fileId)
  const icon = <Repeat2 aria-hidden="true" className="size-4" />
  if (isGone(song.error)) return <Button icon={icon} reason={t.job.done.songGone}>{t.job.done.again}</Button>
  return <LinkButton icon={icon} href={links.song(fileId, job.job_id)} onClick={() => forgetDraft(fileId)}>{t.job.done.again}</LinkButton>
}
