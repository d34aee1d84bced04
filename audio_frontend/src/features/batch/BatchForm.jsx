// @ts-check
import { useState } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { CoverSettings } from '@/features/song/CoverSettings.jsx'
import { InSight, Refusal, Remarks } from '@/features/song/Notices.jsx'
import { MakeAct, SubmitBar } from '@/features/song/SubmitBar.jsx'
import { VoiceAuditions } from '@/features/song/VoiceAuditions.jsx'
import { Problems } from '@/features/song/useField.js'
import { reasonOf, useMissing } from '@/features/song/useMissing.js'
import { findProblems } from '@/features/song/validation.js'
import { useConsent } from '@/features/song/voice/useConsent.js'
import { problemOf } from '@/lib/api.js'
import { byField, monoReason } from '@/lib/cover/labels.js'
import { orderOf } from '@/lib/cover/order.js'
import { START } from '@/lib/cover/settings.js'
import { readDraft, useDraft } from '@/lib/cover/useDraft.js'
import { notesOf } from '@/lib/messages.js'
import { useVoices } from '@/lib/queries.js'
import { titleOf } from '@/lib/song.js'
import { t } from '@/lib/strings/index.js'
import { SongList } from './SongList.jsx'
import { MOST_SONGS } from './batchSongs.js'
import { commonProblem, useBatchEstimate } from './useBatchEstimate.js'
import { useBatchStart } from './useBatchStart.js'

/** @typedef {import('@/lib/cover/settings.js').Form} Form */
/** @typedef {import('./batchSongs.js').Listed} Listed */

const words = t.batch
const DRAFT = 'many-songs' // what was chosen for the last ones is where the next ones begin

/**
 * One choice for all songs of the list.
 * @param {{listed: Listed[], gone: number, coming: number, into: string | null, presets: import('@/lib/cover/order.js').Presets}} props
 *   `coming`: how many songs are still on their way; `into`: the batch that others are in already
 */
export function BatchForm({ listed, gone, coming, into, presets }) {
  const [initial] = useState(() => readDraft(DRAFT, Infinity)?.form ?? START)
  const methods = useForm({ defaultValues: initial })
  const form = /** @type {Form} */ (useWatch({ control: methods.control }))
  const consent = useConsent()
  const voices = useVoices().data
  const missing = useMissing(form, null, consent, voices)
  useDraft(DRAFT, { form, range: null, from: null })

  const songs = listed.flatMap(({ song, twin }) => (twin ? [] : [song]))
  const orders = songs.map(({ file_id }) => orderOf(form, file_id, null, { presets, consent: missing.consent }))
  const wrong = findProblems(form)
  const held = Object.keys(wrong).length > 0
  const { estimate, error, busy, retry } = useBatchEstimate(orders.slice(0, MOST_SONGS), !held)
  const common = estimate ? commonProblem(estimate.refusals, songs.length) : null
  const problem = held ? null : error ? problemOf(error) : common
  const fields = problem ? byField(problem.errors) : wrong
  const refused = common || !estimate ? {} : estimate.refusals
  const fit = common ? orders : orders.filter(({ file_id }) => !refused[file_id])
  const { start, starting, refusals, error: startError, dismiss } = useBatchStart(into, songs.length - fit.length)

  const unfit = (held || problem) && reasonOf(fields)
  const many = songs.length > MOST_SONGS && words.most(MOST_SONGS)
  const reason = (starting && t.song.submit.starting) || (coming > 0 && words.wait(coming)) || many || missing.reason || unfit || (!fit.length && words.unfit) || null
  const make = () => start(fit)
  const orderOfAll = estimate?.items.find((item) => item.order)?.order
  return (
    <FormProvider {...methods}>
      <Problems.Provider value={fields}>
        <form onSubmit={(event) => event.preventDefault()} className="grid min-w-0 gap-4">
          <SongList listed={listed} gone={gone} refusals={{ ...refusals, ...refused }} answered={Object.keys(refusals).length > 0 && refusals} />
          <VoiceAuditions key={songs[0].file_id} song={songs[0]} form={form} consent={consent} reason={reason} starting={starting} onMake={make} makeLabel={(name) => words.makeWith(fit.length, name)} hint={words.heardIn(titleOf(songs[0]))} />
          <CoverSettings fileId={null} presets={presets} mono={monoReason(songs, form)} consent={consent} open={held} />
          {problem && <Refusal problem={problem} fields={fields} onRetry={retry} onAllow={() => methods.setValue('allow_placeholder', true)} />}
          {startError !== null && <InSight><Refusal problem={problemOf(startError)} fields={{}} onDismiss={dismiss} /></InSight>}
          {orderOfAll && <Remarks notes={notesOf(orderOfAll, [], (id) => voices?.find(({ voice_id }) => voice_id === id)?.name ?? id)} />}
          <SubmitBar estimate={estimate?.eta_s ? { eta_s: estimate.eta_s, disk_bytes: estimate.disk_bytes, parts: words.parts(fit.length) } : undefined} busy={busy} reason={reason}>
            <MakeAct reason={reason} starting={starting} onClick={make}>{words.make(fit.length)}</MakeAct>
          </SubmitBar>
        </form>
      </Problems.Provider>
    </FormProvider>
  )
}
