// @ts-check
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FileBox, Plus } from 'lucide-react'
import { useId, useState } from 'react'
import { toast } from 'sonner'
import { api } from '@/lib/api.js'
import { setConsent } from '@/lib/consent.js'
import { askImport } from '@/lib/drop/voiceImport.js'
import { bytes } from '@/lib/format.js'
import { keys, useVoices } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { isOwn } from '@/lib/voice.js'
import { Button } from '@/ui/Button.jsx'
import { Confirm } from '@/ui/Dialog.jsx'
import { TextField } from '@/ui/Fields.jsx'
import { Loaded } from '@/ui/Loaded.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { RenameDialog } from '@/ui/RenameDialog.jsx'
import { AddVoiceDialog } from './AddVoiceDialog.jsx'
import { EditVoiceDialog } from './EditVoiceDialog.jsx'
import { VoiceCard } from './VoiceCard.jsx'
import { LONGEST_NAME } from './voice.js'

/** @typedef {import('@/lib/api.js').Voice} Voice */

const SEARCH_FROM = 9

/** Presets and own voices: listen, add, rename, delete. */
export function VoicesPage() {
  const voices = useVoices()
  const [adding, setAdding] = useState(false)

  return (
    <div className="grid gap-5">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h1>{t.voices.title}</h1>
        <div className="flex flex-wrap gap-2">
          <Button icon={<FileBox aria-hidden="true" className="size-5" />} onClick={() => askImport()}>{t.voices.importOne}</Button>
          <Button look="primary" icon={<Plus aria-hidden="true" className="size-5" />} onClick={() => setAdding(true)}>{t.voices.add}</Button>
        </div>
      </header>
      <Notice>{t.voices.echo}</Notice>
      <Loaded query={voices} height="h-72">{(items) => <Shelf voices={items} />}</Loaded>
      <AddVoiceDialog open={adding} onClose={() => setAdding(false)} />
    </div>
  )
}

/** @param {{voices: Voice[]}} props */
function Shelf({ voices }) {
  const [search, setSearch] = useState('')
  const [edited, setEdited] = useState(/** @type {Voice | null} */ (null))
  const [doomed, setDoomed] = useState(/** @type {Voice | null} */ (null))
  const client = useQueryClient()
  const removal = useMutation({
    mutationFn: (/** @type {Voice} */ voice) => api.deleteVoice(voice.voice_id),
    onSuccess: ({ freed_bytes }, voice) => {
      setConsent(voice.voice_id, null)
      client.invalidateQueries({ queryKey: keys.voices })
      toast(t.voices.deleted(voice.name, bytes(freed_bytes)))
    },
  })
  const matches = voices.filter((voice) => voice.name.toLocaleLowerCase().includes(search.trim().toLocaleLowerCase()))
  const none = !matches.length
  /** @param {Voice['kind']} kind */
  const of = (kind) => matches.filter((voice) => voice.kind === kind)
  const trained = of('checkpoint').sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }))
  return (
    <>
      {voices.length >= SEARCH_FROM && <TextField label={t.voices.search} type="search" className="max-w-sm" value={search} onChange={(event) => setSearch(event.target.value)} />}
      {removal.isError && <ProblemCard error={removal.error} inSight onDismiss={removal.reset} />}
      {none && <p role="status" className="text-soft">{t.voices.noMatch(search.trim())}</p>}
      {voices.some(isOwn) ? (
        <>
          <Shelved title={t.voices.own} hint={t.voices.ownHint} voices={of('clip')} {...{ setEdited, setDoomed }} />
          <Shelved title={t.voices.trained} hint={t.voices.trainedHint} voices={trained} {...{ setEdited, setDoomed }} />
        </>
      ) : (
        <section className="rounded-2xl border border-dashed border-edge p-5">
          <h2>{t.voices.none}</h2>
          <p className="text-soft">{t.voices.noneHint}</p>
        </section>
      )}
      <Shelved title={t.voices.presets} hint={t.voices.presetsHint} voices={of('preset')} />
      {edited && (edited.kind === 'checkpoint' ? <EditVoiceDialog voice={edited} onClose={() => setEdited(null)} /> : <Renaming voice={edited} onClose={() => setEdited(null)} />)}
      <Confirm open={doomed !== null} onClose={() => setDoomed(null)} title={t.voices.deleteTitle} act={t.common.delete} onAct={() => doomed && removal.mutate(doomed)}>
        {doomed && <p>{(doomed.kind === 'checkpoint' ? t.voices.deleteTrainedHint : t.voices.deleteHint)(doomed.name)}</p>}
      </Confirm>
    </>
  )
}

const RENAME = { title: t.voices.renameTitle, label: t.voices.newName, none: t.addVoice.noName, longest: LONGEST_NAME }

/** @param {{voice: Voice, onClose: () => void}} props */
function Renaming({ voice, onClose }) {
  const client = useQueryClient()
  const rename = useMutation({
    mutationFn: (/** @type {string} */ name) => api.renameVoice(voice.voice_id, name),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.voices }),
  })
  return <RenameDialog words={RENAME} name={voice.name} rename={rename} onClose={onClose} />
}

const GRIDS = {
  clip: 'grid gap-4 grid-cols-[repeat(auto-fit,minmax(min(20rem,100%),1fr))]', // few: they fill the line
  checkpoint: 'grid gap-4 grid-cols-[repeat(auto-fill,minmax(min(20rem,100%),1fr))]',
  preset: 'grid gap-4 sm:grid-cols-2 xl:grid-cols-4', // eight of them: no line has a hole
}

/** @param {{title: string, hint: string, voices: Voice[], setEdited?: (voice: Voice) => void, setDoomed?: (voice: Voice) => void}} props */
function Shelved({ title, hint, voices, setEdited, setDoomed }) {
  const id = useId()
  if (!voices.length) return null
  return (
    <section aria-labelledby={id} className="min-w-0">
      <h2 id={id}>{title}</h2>
      <p className="mb-3 text-sm text-soft">{hint}</p>
      <ul className={GRIDS[voices[0].kind]}>
        {voices.map((voice) => <VoiceCard key={voice.voice_id} voice={voice} onEdit={() => setEdited?.(voice)} onDelete={() => setDoomed?.(voice)} />)}
      </ul>
    </section>
  )
}
