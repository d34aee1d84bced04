// @ts-check
import { useCallback, useMemo, useRef, useState } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { useSungStart } from '@/features/audition/useExcerpts.js'
import { problemOf } from '@/lib/api.js'
import { byField, monoReason } from '@/lib/cover/labels.js'
import { LEAST_FOR_TRY_S, orderOf, rangeIn, tryTitle, tryWindow } from '@/lib/cover/order.js'
import { useDraft } from '@/lib/cover/useDraft.js'
import { useStart } from '@/lib/cover/useStart.js'
import { notesOf } from '@/lib/messages.js'
import { useVoices } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { PlayHead } from '@/player/usePlayHead.js'
import { CoverSettings } from './CoverSettings.jsx'
import { InSight, Refusal, Remarks } from './Notices.jsx'
import { SongWave } from './SongWave.jsx'
import { MakeAct, SubmitBar, TryAct } from './SubmitBar.jsx'
import { VoiceAuditions } from './VoiceAuditions.jsx'
import { useEstimate } from './useEstimate.js'
import { Problems } from './useField.js'
import { reasonOf, useMissing } from './useMissing.js'
import { findProblems } from './validation.js'
import { useConsent } from './voice/useConsent.js'

/** @typedef {import('@/lib/cover/settings.js').Form} Form */
/** @typedef {import('@/lib/cover/order.js').Range} Range */

const words = t.song
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
            <CoverSettings fileId={fileId} presets={presets} mono={monoReason([upload], form)} consent={consent} open={Boolean(from) || held} />
            {problem && <Refusal problem={problem} fields={fields} onRetry={retry} onAllow={() => methods.setValue('allow_placeholder', true)} />}
            {startError !== null && <InSight><Refusal problem={problemOf(startError)} fields={{}} onDismiss={dismiss} /></InSight>}
            {estimate && <Remarks notes={notesOf(estimate, upload.messages, (id) => voices?.find(({ voice_id }) => voice_id === id)?.name ?? id)} />}
            <SubmitBar
              estimate={estimate && { ...estimate, parts: words.submit.segments(estimate.segments.length) }}
              busy={busy}
              reason={reason ?? tryReason}
            >
              <TryAct reason={tryReason} starting={Boolean(starting && sent?.title)} title={range ? words.submit.tryRange : words.submit.tryHead} onClick={tryOut} />
              <MakeAct reason={reason} starting={Boolean(starting && !sent?.title)} onClick={() => start(order)}>{words.submit.make}</MakeAct>
            </SubmitBar>
          </form>
        </PlayHead.Provider>
      </Problems.Provider>
    </FormProvider>
  )
}
