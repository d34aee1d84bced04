// @ts-check
import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import * as z from 'zod/mini'
import { RIGHTS } from '@/lib/consent.js'
import { refusalOf } from '@/lib/files.js'
import { useEngines, useLimits } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { SelectField, TextField } from '@/ui/Fields.jsx'
import { useRefusal } from '@/ui/refusal.js'
import { ClipList } from './ClipList.jsx'
import { ConsentField } from './ConsentField.jsx'
import { Recorder } from './record/Recorder.jsx'
import { LONGEST_NAME, MOST_CLIPS } from './voice.js'

const ISOLATES = /** @type {const} */ (['auto', 'always', 'never'])

/** @typedef {'auto' | 'always' | 'never'} Isolate */
/** @typedef {{name: string, clips: File[], isolate: Isolate, engine: string, rights: import('@/lib/consent.js').Rights | null}} Wanted `engine`: empty is the studio's own */

/** @param {import('@/lib/api.js').Limits | undefined} limits */
const schemaFor = (limits) =>
  z.object({
    name: z.string().check(z.trim(), z.minLength(1, t.addVoice.noName), z.maxLength(LONGEST_NAME, t.addVoice.longName)),
    clips: z.array(z.instanceof(File)).check(
      z.minLength(1, t.addVoice.noClip),
      z.maxLength(MOST_CLIPS, t.addVoice.tooMany(MOST_CLIPS)),
      z.refine((clips) => clips.every((clip) => refusalOf(clip, limits) === null), t.addVoice.wrongClip),
    ),
    isolate: z.enum(/** @type {['auto', 'always', 'never']} */ ([...ISOLATES])),
    engine: z.string(),
    rights: z.nullable(z.enum(/** @type {['own', 'licensed', 'public_domain']} */ ([...RIGHTS]))).check(z.refine((rights) => rights !== null, t.rights.missing)),
  })

/** "my voice.final.wav" → "my voice.final". @param {string} filename */
const nameFrom = (filename) => filename.replace(/\.[^.]*$/, '').slice(0, LONGEST_NAME)

/** @param {{start: Wanted, onSend: (wanted: Wanted & {rights: import('@/lib/consent.js').Rights}) => void, onCancel: () => void, children?: import('react').ReactNode}} props */
export function AddVoiceForm({ start, onSend, onCancel, children }) {
  const limits = useLimits().data
  const form = useForm({ defaultValues: start, resolver: zodResolver(schemaFor(limits)), shouldFocusError: false })
  const { form: element, refuse } = useRefusal()
  const { errors } = form.formState
  const [recording, setRecording] = useState(false)
  /** @param {File[]} clips */
  const put = (clips) => {
    form.setValue('clips', clips, { shouldValidate: true })
    if (clips.length && !form.getValues('name').trim()) form.setValue('name', nameFrom(clips[0].name), { shouldValidate: form.formState.isSubmitted })
  }
  /** Its name says nothing of the singer. @param {File} clip */
  const keep = (clip) => form.setValue('clips', [...form.getValues('clips'), clip], { shouldValidate: true })
  const send = form.handleSubmit(({ rights, ...request }) => rights && onSend({ ...request, rights }), refuse)
  return (
    <form ref={element} onSubmit={send} noValidate className="grid min-w-0 gap-4">
      {children}
      <Controller control={form.control} name="clips" render={({ field }) => (
        <ClipList clips={field.value} onClips={put} limits={limits} problem={errors.clips?.message}>
          <Recorder taken={field.value.map((clip) => clip.name)} onTake={keep} onBusy={setRecording} />
        </ClipList>
      )} />
      <TextField label={t.addVoice.name} maxLength={LONGEST_NAME} autoComplete="off" problem={errors.name?.message} {...form.register('name')} />
      <Controller control={form.control} name="isolate" render={({ field }) => <Isolation value={field.value} onChange={field.onChange} />} />
      <Controller control={form.control} name="engine" render={({ field }) => <Singing value={field.value} onChange={field.onChange} />} />
      <Controller control={form.control} name="rights" render={({ field }) => <ConsentField value={field.value} onChange={field.onChange} problem={errors.rights?.message} />} />
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex flex-wrap justify-end gap-2 border-t border-line bg-panel px-5 py-3">
        <Button look="quiet" onClick={onCancel}>{t.common.cancel}</Button>
        <Button type="submit" look="primary" reason={recording ? t.addVoice.record.pending : null}>{t.addVoice.add}</Button>
      </div>
    </form>
  )
}

/** By which engine the clip shall sing, where several can. @param {{value: string, onChange: (value: string) => void}} props */
function Singing({ value, onChange }) {
  const engines = (useEngines().data?.engines ?? []).filter(({ role, state, placeholder, voice_kinds }) => role === 'voice' && state !== 'missing' && !placeholder && voice_kinds.includes('clip'))
  if (engines.length < 2) return null
  const chosen = value || engines[0].id
  return (
    <SelectField
      label={t.addVoice.engine}
      hint={engines.find(({ id }) => id === chosen)?.summary}
      value={chosen}
      options={engines.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** @param {{value: Isolate, onChange: (value: Isolate) => void}} props */
function Isolation({ value, onChange }) {
  return (
    <div className="min-w-0">
      <Choice label={t.addVoice.isolate} value={value} onChange={onChange} options={ISOLATES.map((isolate) => ({ value: isolate, label: t.addVoice.isolates[isolate] }))} />
      <p className="mt-1 text-sm text-soft">{t.addVoice.isolateHints[value]}</p>
    </div>
  )
}
