// @ts-check
import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { api, problemOf } from '@/lib/api.js'
import { formOf, rangeIn } from '@/lib/cover/order.js'
import { START } from '@/lib/cover/settings.js'
import { readDraft } from '@/lib/cover/useDraft.js'
import { keys, useProfiles, useUpload } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { Waiting } from '@/ui/Bits.jsx'
import { LinkButton } from '@/ui/Button.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { ConfigForm } from './ConfigForm.jsx'
import { SongHeader } from './SongHeader.jsx'

/** @typedef {import('@/lib/api.js').Upload} Upload */
/** @typedef {import('@/lib/api.js').Job} Job */

const words = t.song

/** One song, four decisions. @param {{fileId: string, from?: string}} props `from`: a job whose settings are filled in */
export function SongPage({ fileId, from }) {
  const upload = useUpload(fileId)
  const profiles = useProfiles()
  const job = useQuery({ queryKey: keys.job(from ?? ''), queryFn: () => api.job(from ?? ''), enabled: Boolean(from) })
  const isReady = useDeferredValue(Boolean(upload.data && profiles.data && (!from || job.data || job.error))) // drawn in slices
  if (upload.error && [404, 422].includes(problemOf(upload.error).status)) return <Missing />
  const failed = upload.error ?? profiles.error
  if (failed) {
    return (
      <div className="grid gap-4">
        <h1>{words.page}</h1>
        <ProblemCard error={failed} onRetry={() => (upload.refetch(), profiles.refetch())} />
      </div>
    )
  }
  if (!isReady || !upload.data || !profiles.data) return <Coming />
  return <Ready upload={upload.data} presets={profiles.data.profiles} job={from ? (job.data ?? null) : null} from={from ?? null} />
}

/** @param {{upload: Upload, presets: import('@/lib/cover/order.js').Presets, job: Job | null, from: string | null}} props */
function Ready({ upload, presets, job, from }) {
  const [initial] = useState(() => beginning(upload, job, from)) // what is fetched again later changes nothing that was set since
  return (
    <div className="grid min-w-0 gap-4">
      <SongHeader upload={upload} />
      {from && (job ? <Notice title={words.from(job.title)}>{words.fromHint}</Notice> : <Notice kind="warning">{words.fromLost}</Notice>)}
      <ConfigForm upload={upload} presets={presets} initial={initial} from={job ? from : null} />
    </div>
  )
}

/** The draft, unless other settings are asked for. @param {Upload} upload @param {Job | null} job @param {string | null} from */
function beginning(upload, job, from) {
  const draft = readDraft(upload.file_id, upload.duration_s)
  if (draft && (!job || draft.from === from)) return draft
  if (!job) return { form: START, range: null }
  const { form, range } = formOf(job)
  const same = job.request.file_id === upload.file_id && !job.is_try // a try's range is no wish for the cover
  return { form, range: same ? rangeIn(range, upload.duration_s) : null }
}

function Missing() {
  return (
    <div className="mx-auto grid max-w-md justify-items-center gap-3 py-16 text-center">
      <SearchX aria-hidden="true" className="size-10 text-soft" />
      <h1>{words.missing}</h1>
      <p className="text-soft">{words.missingHint}</p>
      <LinkButton look="primary" href={links.studio} className="mt-3">{words.home}</LinkButton>
    </div>
  )
}

function Coming() {
  return (
    <div className="grid gap-4">
      <h1 className="sr-only">{words.page}</h1>
      <Waiting label={words.waiting} className="h-14" />
      <div aria-hidden="true" className="grid gap-4">
        <div className="h-96 animate-pulse rounded-2xl bg-raised" />
        <div className="grid gap-4 lg:grid-cols-2">
          <div className="h-80 animate-pulse rounded-2xl bg-raised" />
          <div className="h-80 animate-pulse rounded-2xl bg-raised" />
        </div>
      </div>
    </div>
  )
}
