// @ts-check
import { AudioLines, LoaderCircle } from 'lucide-react'
import { formOf, orderOf } from '@/lib/cover/order.js'
import { useStart } from '@/lib/cover/useStart.js'
import { clock } from '@/lib/format.js'
import { useProfiles } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'

/** @typedef {import('@/lib/api.js').Job} Job */

const words = t.songs.whole

/** From a try to the whole cover: a new job, all as in this one but for the range. Nothing where the job is none. @param {{job: Job}} props */
export const WholeCoverButton = ({ job }) => (job.is_try && job.file_id ? <OfATry job={job} fileId={job.file_id} /> : null)

/** @param {{job: Job, fileId: string}} props */
function OfATry({ job, fileId }) {
  const profiles = useProfiles()
  const { start, starting, error, dismiss } = useStart()
  const make = () => profiles.data && start(wholeOf(job, fileId, profiles.data.profiles))
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-2xl border border-line bg-accent-soft p-4">
        <p className="min-w-0">{words.hint(clock(job.duration_s), clock(songSeconds(job)))}</p>
        <Button
          look="primary" size="large" reason={starting ? words.starting : profiles.data ? null : words.waiting} onClick={make}
          icon={starting ? <LoaderCircle aria-hidden="true" className="size-5 motion-safe:animate-spin" /> : <AudioLines aria-hidden="true" className="size-5" />}
        >
          {words.make}
        </Button>
      </div>
      {error && <ProblemCard error={error} onDismiss={dismiss} />}
    </div>
  )
}

/** The order that made this try, for the whole song; it is called as the song is. @param {Job} job @param {string} fileId @param {import('@/lib/cover/order.js').Presets} presets */
function wholeOf(job, fileId, presets) {
  const request = /** @type {Record<string, any>} */ (job.request)
  return orderOf(formOf({ request, config: job.config }).form, fileId, null, { presets, consent: request.consent })
}

/** Of the whole song, whose length a job's source still tells in frames. @param {Job} job */
const songSeconds = ({ source }) => Number(source.frames) / Number(source.sample_rate)
