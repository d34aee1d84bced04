// @ts-check
import { zodResolver } from '@hookform/resolvers/zod'
import { FileAudio, Mic } from 'lucide-react'
import { useId } from 'react'
import { Controller, useForm } from 'react-hook-form'
import * as z from 'zod/mini'
import { useLimits } from '../hooks/queries.js'
import { t } from '../strings/en.js'
import { RIGHTS } from '../utils/consent.js'
import { acceptOf, limitsInWords, refusalOf } from '../utils/files.js'
import { bytes } from '../utils/format.js'
import { LONGEST_NAME } from '../utils/voice.js'
import { ConsentField } from './ConsentField.jsx'
import { DropZone } from './DropZone.jsx'
import { Name } from './ui/Bits.jsx'
import { Button } from './ui/Button.jsx'
import { TextField } from './ui/Fields.jsx'
import { Notice } from './ui/Notice.jsx'

/** @typedef {{name: string, clip: File | null, rights: import('../utils/consent.js').Rights | null}} Wanted */

/** @param {import('../services/api.js').Limits | undefined} limits */
const schemaFor = (limits) =>
  z.object({
    name: z.string().check(z.trim(), z.minLength(1, t.addVoice.noName), z.maxLength(LONGEST_NAME, t.addVoice.longName)),
    clip: z.nullable(z.instanceof(File)).check(
      z.refine((clip) => clip !== null, t.addVoice.noClip),
      z.refine((clip) => clip === null || refusalOf(clip, limits) === null, { error: ({ input }) => refusalOf(/** @type {File} */ (input), limits)?.detail ?? '' }),
    ),
    rights: z.nullable(z.enum(/** @type {['own', 'licensed', 'public_domain']} */ ([...RIGHTS]))).check(z.refine((rights) => rights !== null, t.rights.missing)),
  })

/** "my voice.final.wav" → "my voice.final". @param {string} filename */
const nameFrom = (filename) => filename.replace(/\.[^.]*$/, '').slice(0, LONGEST_NAME)

/** @param {{start: Wanted, onSend: (wanted: {name: string, clip: File, rights: import('../utils/consent.js').Rights}) => void, onCancel: () => void, children?: import('react').ReactNode}} props */
export function AddVoiceForm({ start, onSend, onCancel, children }) {
  const limits = useLimits().data
  const form = useForm({ defaultValues: start, resolver: zodResolver(schemaFor(limits)) })
  const { errors } = form.formState
  const tips = useId()
  /** @param {File} clip */
  const take = (clip) => {
    form.setValue('clip', clip, { shouldValidate: true })
    if (!form.getValues('name').trim()) form.setValue('name', nameFrom(clip.name), { shouldValidate: form.formState.isSubmitted })
  }
  const send = form.handleSubmit(({ name, clip, rights }) => clip && rights && onSend({ name, clip, rights }))
  return (
    <form onSubmit={send} noValidate className="grid min-w-0 gap-4">
      {children}
      <Controller control={form.control} name="clip" render={({ field }) => <Clip clip={field.value} onClip={take} limits={limits} tips={tips} problem={errors.clip?.message} />} />
      <TextField label={t.addVoice.name} maxLength={LONGEST_NAME} autoComplete="off" problem={errors.name?.message} {...form.register('name')} />
      <Controller control={form.control} name="rights" render={({ field }) => <ConsentField value={field.value} onChange={field.onChange} problem={errors.rights?.message} />} />
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex flex-wrap justify-end gap-2 border-t border-line bg-panel px-5 py-3">
        <Button look="quiet" onClick={onCancel}>{t.common.cancel}</Button>
        <Button type="submit" look="primary">{t.addVoice.add}</Button>
      </div>
    </form>
  )
}

/** @param {{clip: File | null, onClip: (clip: File) => void, limits: import('../services/api.js').Limits | undefined, tips: string, problem?: string}} props */
function Clip({ clip, onClip, limits, tips, problem }) {
  return (
    <div className="grid min-w-0 gap-2">
      <DropZone
        label={t.addVoice.clip}
        title={clip ? t.addVoice.other : t.addVoice.drop}
        choose={t.addVoice.choose}
        icon={<Mic aria-hidden="true" className="size-5" />}
        accept={acceptOf(limits)}
        onFiles={([file]) => onClip(file)}
        describedBy={tips}
        compact
        className="min-h-20 py-4"
      />
      {clip && (
        <p className="flex min-w-0 items-center gap-2">
          <FileAudio aria-hidden="true" className="size-5 shrink-0 text-soft" />
          <Name most={40} className="min-w-0 font-medium">{clip.name}</Name>
          <span className="numbers ms-auto shrink-0 text-sm text-soft">{bytes(clip.size)}</span>
        </p>
      )}
      {problem && <p role="alert" className="text-sm text-bad">{problem}</p>}
      <Notice>
        <span id={tips} className="text-sm">
          {t.addVoice.tips} {limits && limitsInWords(limits).formats}
        </span>
      </Notice>
    </div>
  )
}
