// @ts-check
import { ArrowLeft, Layers } from 'lucide-react'
import { bytes, clock, kilohertz } from '@/lib/format.js'
import { notesOf } from '@/lib/messages.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { LinkButton } from '@/ui/Button.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { SongFace } from '@/ui/song/SongFace.jsx'

/** @param {number} count */
const channelsLabel = (count) => (count === 1 ? t.song.mono : count === 2 ? t.song.stereo : t.song.channels(count))

/** The file, in words and numbers. @param {{upload: import('@/lib/api.js').Upload}} props */
export function SongHeader({ upload }) {
  const facts = [clock(upload.duration_s), kilohertz(upload.sample_rate), channelsLabel(upload.channels), upload.codec.replace(/^pcm_.*/, 'pcm').toUpperCase(), bytes(upload.size_bytes)]
  const notes = notesOf(upload)
  return (
    <header className="grid gap-3">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <SongFace song={upload} size="large" most={64} heading />
          <ul aria-label={t.song.facts} className="numbers mt-1 flex flex-wrap gap-x-2 text-sm text-soft">
            {facts.map((fact, at) => (
              <li key={fact} className="flex gap-x-2">
                {at > 0 && <span aria-hidden="true">·</span>}
                {fact}
              </li>
            ))}
          </ul>
        </div>
        <div className="-ms-4 flex flex-wrap sm:ms-0">
          <LinkButton look="quiet" href={links.versions(upload.file_id)} icon={<Layers aria-hidden="true" className="size-4" />}>{t.song.versions}</LinkButton>
          <LinkButton look="quiet" href={links.studio} icon={<ArrowLeft aria-hidden="true" className="size-4" />}>{t.song.other}</LinkButton>
        </div>
      </div>
      {notes.length > 0 && (
        <Notice kind="warning">
          {notes.map(({ key, text }) => <p key={key}>{text}</p>)}
        </Notice>
      )}
    </header>
  )
}
