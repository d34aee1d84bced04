// @ts-check
import { useCallback, useMemo, useRef, useState } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { useSungStart } from '@/features/audition/useExcerpts.js'
import { problemOf } from '@/lib/api.js'
import { consentOf } from '@/lib/consent.js'
import { usesVoice } from '@/lib/cover/config.js'
import { byField, labelOf } from '@/lib/cover/labels.js'
import { LEAST_FOR_TRY_S, orderOf, rangeIn, tryTitle, tryWindow, voicesOf } from '@/lib/cover/order.js'
import { useDraft } from '@/lib/cover/useDraft.js'
import { notesOf } from '@/lib/messages.js'
import { useUploads, useVoices } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { PlayHead } from '@/player/usePlayHead.js'
import { BackingVocalsCard } from './BackingVocalsCard.jsx'
import { MixStrip } from './MixStrip.jsx'
import { MoreSettings } from './MoreSettings.jsx'
import { InSight, Refusal, Remarks } from './Notices.jsx'
import { ProfilePicker } from './ProfilePicker.jsx'
import { SongWave } from './SongWave.jsx'
import { SubmitBar } from './SubmitBar.jsx'
import { VoiceAuditions } from './VoiceAuditions.jsx'
import { WorkCard } from './WorkCard.jsx'
import { BackingCard } from './backing/BackingCard.jsx'
import { SourceCard } from './backing/SourceCard.jsx'
import { PitchCard } from './pitch/PitchCard.jsx'
import { useEstimate } from './useEstimate.js'
import { Problems } from './useField.js'
import { useStart } from '@/lib/cover/useStart.js'
import { findProblems } from './validation.js'
import { VoicePicker } from './voice/VoicePicker.jsx'
import { useConsent } from './voice/useConsent.js'

/** @typedef {import('@/lib/cover/settings.js').Form} Form */
/** @typedef {import('@/lib/cover/order.js').Range} Range */

const words = t.song
const LEAST_FOR_BLEND = 2
const TOO_LONG = 'too_long'

/**
 * Everything that is decided about a cover, and the two ways to go.
 * @param {{upload: import('@/lib/api.js').Upload, presets: import('@/lib/cover/order.js').Presets, initial: {form: Form, range: Range | null}, from: string | null}} props
 */
export function ConfigForm({ upload, presets, initial, from }) {
  const fileId = upload.file_id
  const duration = upload.duration_s
  const methods = useForm({ defaultValues: initial.form })
  const form = /** @type {Form} */ (useWatch({ control: methods.control }))
  const [range, setRange] = useState(initial.range)
  const onRange = useCallback((/** @type {Range | null} */ next) => setRange(rangeIn(next, duration)), [duration])
  const [wrongRange, setWrongRange] = useState(false)
  const player = useRef(/** @type {import('@/player/waveform/WaveSurferPlayer.jsx').PlayerHandle | null} */ (null))
  const head = useMemo(() => ({ time: () => player.current?.time() ?? 0, duration }), [duration])
  const consent = useConsent()
  const voices = useVoices().data
  const missing = useMissing(form, fileId, consent, voices)
  const { start, starting, order: sent, error: startError, dismiss } = useStart()
  useDraft(fileId, { form, range, from })

  const more = { presets, consent: missing.consent }
  const order = orderOf(form, fileId, range, more)
  const mono = upload.channels === 1 ? t.song.mix.monoSong : form.quality.channels === 1 ? t.song.mix.monoResult : ''
  const sung = useSungStart(fileId, form.source)
  const wrong = findProblems(form)
  const held = Object.keys(wrong).length > 0 // the page knows itself: the studio would say the same
  const { estimate, error, busy, retry } = useEstimate(order, !held)
  const problem = held ? null : error && problemOf(error)
  const fields = problem ? byField(problem.errors) : wrong
  const unfit = wrongRange ? words.submit.correct(t.wave.range) : (held || problem) && reasonOf(fields)
  const waits = starting ? words.submit.starting : missing.reason
  const reason = waits ?? unfit
  const tooLong = problem?.code === TOO_LONG // a try takes its own 20 s of the song
  const tryReason = (tooLong ? waits : reason) ?? (duration < LEAST_FOR_TRY_S ? words.submit.short : null)
  const tryOut = () => {
    const window = tryWindow(range?.start ?? (player.current?.time() || sung), duration)
    start(orderOf(form, fileId, window, { ...more, title: tryTitle(upload, words.submit.trySuffix) }))
  }
  return (
    <FormProvider {...methods}>
      <Problems.Provider value={fields}>
        <PlayHead.Provider value={head}>
          <form onSubmit={(event) => event.preventDefault()} className="grid min-w-0 gap-4">
            <VoiceAuditions song={upload} form={form} consent={consent} reason={reason} starting={Boolean(starting)} onMake={() => start(orderOf(form, fileId, null, more))} />
            <SongWave song={upload} range={range} onRange={onRange} onWrong={setWrongRange} problem={fields['range.start'] ?? fields['range.stop']} playerRef={player} />
            <MoreSettings open={Boolean(from) || held}>
              <ProfilePicker presets={presets} />
              <div className="grid min-w-0 gap-4 lg:grid-cols-2 lg:grid-rows-[auto_1fr_auto]">
                <SourceCard fileId={fileId} className="lg:col-start-1 lg:row-start-1" />
                <VoicePicker consent={consent} className="lg:col-start-2 lg:row-span-2 lg:row-start-1" />
                <PitchCard fileId={fileId} className="lg:col-start-1 lg:row-span-2 lg:row-start-2" />
                <BackingCard fileId={fileId} mono={mono} className="lg:col-start-2 lg:row-start-3" />
              </div>
              <BackingVocalsCard mono={mono} />
              <MixStrip mono={mono} />
              <WorkCard />
            </MoreSettings>
            {problem && <Refusal problem={problem} fields={fields} onRetry={retry} onAllow={() => methods.setValue('allow_placeholder', true)} />}
            {startError !== null && <InSight><Refusal problem={problemOf(startError)} fields={{}} onDismiss={dismiss} /></InSight>}
            {estimate && <Remarks notes={notesOf(estimate, upload.messages, (id) => voices?.find(({ voice_id }) => voice_id === id)?.name ?? id)} />}
            <SubmitBar
              estimate={estimate}
              busy={busy}
              reason={reason}
              tryReason={tryReason}
              starting={!starting ? null : sent?.title ? 'try' : 'make'}
              tryHint={range ? words.submit.tryRange : words.submit.tryHead}
              onTry={tryOut}
              onMake={() => start(order)}
            />
          </form>
        </PlayHead.Provider>
      </Problems.Provider>
    </FormProvider>
  )
}

/**
 * What the order can't do without: voices that are here, the right to use them, the backing.
 * @param {Form} form @param {string} fileId @param {ReturnType<typeof useConsent>} consent @param {import('@/lib/api.js').Voice[] | undefined} voices
 */
function useMissing(form, fileId, { rightsOf }, voices) {
  const uploads = useUploads().data
  const used = usesVoice(form) ? voicesOf(form).map((id) => voices?.find(({ voice_id }) => voice_id === id)) : []
  const clips = used.flatMap((voice) => (voice?.kind === 'clip' ? [{ name: voice.name, rights: rightsOf(voice.voice_id) }] : []))
  const unsaid = clips.find(({ rights }) => !rights)
  const backing = form.own_backing && form.instrumental.enabled
  const hasBackingFile = !uploads || uploads.some(({ file_id }) => file_id === form.backing_id && file_id !== fileId)
  /** @type {string | null} */
  let reason = null
  if (backing && (!form.backing_id || !hasBackingFile)) reason = words.source.needed
  else if (usesVoice(form) && form.blending && used.length < LEAST_FOR_BLEND) reason = words.blend.few
  else if (voices && used.includes(undefined)) reason = words.submit.chooseVoice
  else if (unsaid) reason = clips.length > 1 ? words.voice.consentNeededFor(unsaid.name) : words.voice.consentNeeded
  return { reason, consent: consentOf(clips, (name, rights) => t.rights.said(name, t.rights[rights])) }
}

/** @param {Record<string, string>} fields */
function reasonOf(fields) {
  const named = Object.keys(fields).map(labelOf)
  return named.length ? words.submit.correct(named.join(', ')) : words.submit.refused
}
