// @ts-check
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useId, useState } from 'react'
import { toast } from 'sonner'
import { api } from '@/lib/api.js'
import { setConsent } from '@/lib/consent.js'
import { bytes } from '@/lib/format.js'
import { keys, useVoices } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { Confirm } from '@/ui/Dialog.jsx'
import { TextField } from '@/ui/Fields.jsx'
import { Loaded } from '@/ui/Loaded.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { RenameDialog } from '@/ui/RenameDialog.jsx'
import { AddVoiceDialog } from './AddVoiceDialog.jsx'
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
        <Button look="primary" icon={<Plus aria-hidden="true" className="size-5" />} onClick={() => setAdding(true)}>{t.voices.add}</Button>
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
  const [renamed, setRenamed] = useState(/** @type {Voice | null} */ (null))
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
  const own = voices.filter((voice) => voice.kind === 'clip')
  return (
    <>
      {voices.length >= SEARCH_FROM && <TextField label={t.voices.search} type="search" className="max-w-sm" value={search} onChange={(event) => setSearch(event.target.value)} />}
      {removal.isError && <ProblemCard error={removal.error} onDismiss={removal.reset} />}
      {none && <p role="status" className="text-soft">{t.voices.noMatch(search.trim())}</p>}
      {own.length ? (
        <Shelved title={t.voices.own} hint={t.voices.ownHint} voices={matches.filter((voice) => voice.kind === 'clip')} {...{ setRenamed, setDoomed }} />
      ) : (
        <section className="rounded-2xl border border-dashed border-edge p-5">
          <h2>{t.voices.none}</h2>
          <p className="text-soft">{t.voices.noneHint}</p>
        </section>
      )}
      <Shelved title={t.voices.presets} hint={t.voices.presetsHint} voices={matches.filter((voice) => voice.kind === 'preset')} />
      {renamed && <Renaming voice={renamed} onClose={() => setRenamed(null)} />}
      <Confirm open={doomed !== null} onClose={() => setDoomed(null)} title={t.voices.deleteTitle} act={t.common.delete} onAct={() => doomed && removal.mutate(doomed)}>
        {doomed && <p>{t.voices.deleteHint(doomed.name)}</p>}
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
  preset: 'grid gap-4 sm:grid-cols-2 xl:grid-cols-4', // eight of them: no line has a hole
}

/** @param {{title: string, hint: string, voices: Voice[], setRenamed?: (voice: Voice) => void, setDoomed?: (voice: Voice) => void}} props */
function Shelved({ title, hint, voices, setRenamed, setDoomed }) {
  const id = useId()
  if (!voices.length) return null
  return (
    <section aria-labelledby={id} className="min-w-0">
      <h2 id={id}>{title}</h2>
      <p className="mb-3 text-sm text-soft">{hint}</p>
      <ul className={GRIDS[voices[0].kind]}>
        {voices.map((voice) => <VoiceCard key={voice.voice_id} voice={voice} onRename={() => setRenamed?.(voice)} onDelete={() => setDoomed?.(voice)} />)}
      </ul>
    </section>
  )
}
