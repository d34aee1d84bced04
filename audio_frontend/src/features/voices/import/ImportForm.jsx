// @ts-check
import { zodResolver } from '@hookform/resolvers/zod'
import { Controller, useForm } from 'react-hook-form'
import * as z from 'zod/mini'
import { RIGHTS } from '@/lib/consent.js'
import { useLimits } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { TextField } from '@/ui/Fields.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { useRefusal } from '@/ui/refusal.js'
import { ConsentField } from '../ConsentField.jsx'
import { LONGEST_LICENCE, LONGEST_NAME } from '../voice.js'
import { ImportFiles } from './ImportFiles.jsx'
import { asWhole, problemIn, refusalsOf } from './importFiles.js'

/** @typedef {import('@/lib/consent.js').Rights} Rights */
/** @typedef {{files: File[], name: string, licence: string, rights: Rights | null}} Wanted */

const words = t.importVoice
const SCHEMA = z.object({
  name: z.string().check(z.trim(), z.maxLength(LONGEST_NAME, t.addVoice.longName)),
  licence: z.string().check(z.trim(), z.maxLength(LONGEST_LICENCE, words.longLicence)),
  rights: z.nullable(z.enum(/** @type {['own', 'licensed', 'public_domain']} */ ([...RIGHTS]))),
})

/**
 * Its files, and what they don't say of it. The files come from outside: they are dropped anywhere.
 * @param {{files: File[], onFiles: (files: File[]) => void, start: Omit<Wanted, 'files'>, problem: import('@/lib/api.js').ProblemError | null, onSend: (wanted: Wanted) => void, onCancel: () => void}} props
 */
export function ImportForm({ files, onFiles, start, problem, onSend, onCancel }) {
  const limits = useLimits().data
  const form = useForm({ defaultValues: start, resolver: zodResolver(SCHEMA), shouldFocusError: false })
  const { form: element, refuse } = useRefusal()
  const { errors, isSubmitted } = form.formState
  const wrong = problemIn(files, limits)
  const refusals = refusalsOf(files, limits, problem)
  const send = form.handleSubmit((texts) => (wrong ? refuse() : onSend({ ...texts, files })), refuse)
  return (
    <form ref={element} onSubmit={send} noValidate className="grid min-w-0 gap-4">
      {problem && <ProblemCard error={asWhole(files, problem)} inSight />}
      <ImportFiles files={files} onFiles={onFiles} refusals={refusals} problem={isSubmitted && wrong ? wrong : undefined} />
      <TextField label={words.name} hint={words.nameHint} maxLength={LONGEST_NAME} autoComplete="off" problem={errors.name?.message} {...form.register('name')} />
      <TextField label={words.licence} hint={words.licenceHint} maxLength={LONGEST_LICENCE} autoComplete="off" problem={errors.licence?.message} {...form.register('licence')} />
      <Controller control={form.control} name="rights" render={({ field }) => <ConsentField value={field.value} onChange={field.onChange} optional />} />
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex flex-wrap justify-end gap-2 border-t border-line bg-panel px-5 py-3">
        <Button look="quiet" onClick={onCancel}>{t.common.cancel}</Button>
        <Button type="submit" look="primary">{words.add}</Button>
      </div>
    </form>
  )
}
