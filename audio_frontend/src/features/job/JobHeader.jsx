// @ts-check
import { ArrowLeft, Music, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { bytes, clock } from '@/lib/format.js'
import { useUpload } from '@/lib/queries.js'
import { titleOf } from '@/lib/song.js'
import { t } from '@/lib/strings/index.js'
import { go, links } from '@/lib/place/useRoute.js'
import { Name } from '@/ui/Bits.jsx'
import { Button } from '@/ui/Button.jsx'
import { Confirm } from '@/ui/Dialog.jsx'
import { RenameDialog } from '@/ui/RenameDialog.jsx'
import { SongPicture } from '@/ui/song/SongFace.jsx'
import { StatusChip } from '@/ui/StatusChip.jsx'

const RENAME = { title: t.job.rename, label: t.job.newTitle, none: t.job.noTitle, longest: 200 }

/** Whose job this is, and what can always be done with it. @param {{manager: import('./useJobManager.js').Manager, job: import('@/lib/api.js').Job}} props */
export function JobHeader({ manager, job }) {
  const [asked, setAsked] = useState(/** @type {'rename' | 'delete' | null} */ (null))
  const { status, progress, remove } = manager
  const fileId = String(job.request.file_id)
  const { data: song } = useUpload(fileId)
  const close = () => setAsked(null)
  const erase = () =>
    remove.mutate(undefined, {
      onSuccess: ({ freed_bytes }) => {
        toast.success(t.job.deleted(job.title, bytes(freed_bytes)))
        go(links.library)
      },
    })
  return (
    <header className="grid gap-2">
      <a href={links.library} className="flex min-h-8 items-center gap-1.5 justify-self-start rounded-lg text-sm font-medium text-soft hover:text-ink">
        <ArrowLeft aria-hidden="true" className="size-4" />
        {t.nav.library}
      </a>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-1 basis-64 items-start gap-3 sm:gap-4">
          <SongPicture song={song ?? { file_id: fileId, filename: job.title }} size="large" className="max-sm:size-11 max-sm:rounded-lg max-sm:text-sm" />
          <div className="min-w-0 flex-1">
            <h1><Name most={70}>{job.title}</Name></h1>
            <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-soft">
              {status && <StatusChip status={status} warnings={job.warnings} placeholders={job.placeholders} />}
              <span className="whole">{factsOf(job)}</span>
            </div>
            {song && <SongLink song={song} />}
          </div>
        </div>
        <div className="-mx-2 flex flex-wrap gap-1">
          <Button look="quiet" icon={<Pencil aria-hidden="true" className="size-4" />} onClick={() => setAsked('rename')} className="px-3">{t.job.rename}</Button>
          <Button look="quiet" icon={<Trash2 aria-hidden="true" className="size-4" />} onClick={() => setAsked('delete')} style={progress?.terminal ? undefined : { visibility: 'hidden' }} className="px-3">{t.common.delete}</Button>
        </div>
      </div>
      {asked === 'rename' && <RenameDialog words={RENAME} name={job.title} rename={manager.rename} onClose={close} />}
      <Confirm open={asked === 'delete'} onClose={close} title={t.job.deleteTitle} act={t.common.delete} onAct={erase}>
        {t.job.deleteHint(job.title, bytes(job.disk_bytes))}
      </Confirm>
    </header>
  )
}

/** Where it came from. @param {{song: import('@/lib/api.js').Upload}} props */
function SongLink({ song }) {
  return (
    <a href={links.song(song.file_id)} className="mt-1 flex min-h-6 w-fit max-w-full min-w-0 items-center gap-1.5 rounded-lg text-accent underline-offset-4 hover:underline">
      <Music aria-hidden="true" className="size-4 shrink-0" />
      <span className="min-w-0">{t.job.song} <Name most={40}>{titleOf(song)}</Name></span>
    </a>
  )
}

/** Voice, profile, length. @param {import('@/lib/api.js').Job} job */
const factsOf = ({ voice, profile, duration_s }) => [voice?.name ?? t.job.noVoice, t.song.profile.names[profile], clock(duration_s)].join(' · ')
