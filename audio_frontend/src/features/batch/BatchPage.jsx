// @ts-check
import { ListMusic } from 'lucide-react'
import { AudioUploader } from '@/features/intake/AudioUploader.jsx'
import { links } from '@/lib/place/useRoute.js'
import { useProfiles } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Waiting } from '@/ui/Bits.jsx'
import { Blank } from '@/ui/Blank.jsx'
import { LinkButton } from '@/ui/Button.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { BatchForm } from './BatchForm.jsx'
import { useBatchSongs } from './useBatchSongs.js'

const words = t.batch

/** Several files, or a whole folder: one choice, and a cover of each. */
export function BatchPage() {
  const profiles = useProfiles()
  const { listed, gone, coming, into, error, refetch } = useBatchSongs()
  const failed = error ?? profiles.error
  const presets = profiles.data?.profiles
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <header>
        <h1>{words.title}</h1>
        <p className="mt-1 text-soft">{words.hint}</p>
      </header>
      <AudioUploader many />
      {into && <Started id={into} />}
      {failed ? <ProblemCard error={failed} onRetry={() => (refetch(), profiles.refetch())} />
        : !listed || !presets ? <Waiting className="h-80" label={words.loading} />
          : listed.length ? <BatchForm listed={listed} gone={gone} coming={coming} into={into} presets={presets} />
            : gone > 0 ? <Notice>{words.gone(gone)}</Notice>
              : coming === 0 && <Blank Icon={ListMusic} title={words.none} hint={words.noneHint} />}
    </div>
  )
}

/** The others of this list are at work already. @param {{id: string}} props */
const Started = ({ id }) => (
  <div role="status">
    <Notice title={words.startedOthers} actions={<LinkButton size="small" href={links.batch(id)}>{words.look}</LinkButton>}>
      {words.startedHint}
    </Notice>
  </div>
)
