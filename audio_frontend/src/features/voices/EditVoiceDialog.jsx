// @ts-check
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Controller, useForm, useWatch } from 'react-hook-form'
import * as z from 'zod/mini'
import { api } from '@/lib/api.js'
import { RIGHTS, getConsent, setConsent } from '@/lib/consent.js'
import { note } from '@/lib/format.js'
import { keys } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { Dialog } from '@/ui/Dialog.jsx'
import { TextField } from '@/ui/Fields.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { useRefusal } from '@/ui/refusal.js'
import { ConsentField } from './ConsentField.jsx'
import { LONGEST_LICENCE, LONGEST_NAME } from './voice.js'

/** @typedef {import('@/lib/api.js').Voice} Voice */

const words = t.editVoice
const MIDDLE = { least: 50, most: 1100 } // Hz, as the studio's own limits
const SCHEMA = z.object({
  name: z.string().check(z.trim(), z.minLength(1, t.addVoice.noName), z.maxLength(LONGEST_NAME, t.addVoice.longName)),
  licence: z.string().check(z.trim(), z.maxLength(LONGEST_LICENCE, t.importVoice.longLicence)),
  rights: z.nullable(z.enum(/** @type {['own', 'licensed', 'public_domain']} */ ([...RIGHTS]))),
  middle: z.string().check(z.trim(), z.refine((typed) => typed === '' || (hertzIn(typed) >= MIDDLE.least && hertzIn(typed) <= MIDDLE.most), words.middleWrong)),
})

/** @typedef {import('zod/mini').infer<typeof SCHEMA>} Typed */

/** @param {string} typed */
const hertzIn = (typed) => Number(typed.replace(',', '.'))

/** @param {Voice} voice @returns {Typed} */
const before = ({ voice_id, name, facts }) => ({
  name, licence: facts.licence ?? '', rights: facts.rights ?? getConsent(voice_id), middle: facts.f0_median_hz ? String(Math.round(facts.f0_median_hz)) : '',
})

/** Only what is different now. @param {Typed} typed @param {Voice} voice */
function changesOf({ name, licence, rights, middle }, voice) {
  const old = before(voice)
  return {
    ...(name !== old.name && { name }),
    ...(licence !== old.licence && { licence: licence || null }),
    ...(rights !== (voice.facts.rights ?? null) && { rights }),
    ...(middle !== old.middle && { f0_median_hz: middle ? hertzIn(middle) : null }),
  }
}

/** What is said of a trained voice: its name, licence, rights, and where it likes to sing. @param {{voice: Voice, onClose: () => void}} props */
export function EditVoiceDialog({ voice, onClose }) {
  const client = useQueryClient()
  const form = useForm({ defaultValues: before(voice), resolver: zodResolver(SCHEMA), shouldFocusError: false })
  const { errors } = form.formState
  const { form: element, refuse } = useRefusal()
  const middle = hertzIn(useWatch({ control: form.control, name: 'middle' }))
  const change = useMutation({
    mutationFn: (/** @type {ReturnType<typeof changesOf>} */ changes) => api.changeVoice(voice.voice_id, changes),
    onSuccess: (_, { rights }) => {
      if (rights) setConsent(voice.voice_id, rights)
      client.invalidateQueries({ queryKey: keys.voices })
      onClose()
    },
  })
  const save = form.handleSubmit((typed) => {
    const changes = changesOf(typed, voice)
    if (change.isPending) return
    if (Object.keys(changes).length) change.mutate(changes)
    else onClose()
  }, refuse)
  return (
    <Dialog open onClose={onClose} title={words.title(voice.name)}>
      <form ref={element} onSubmit={save} noValidate className="grid min-w-0 gap-4">
        <TextField label={t.addVoice.name} maxLength={LONGEST_NAME} autoComplete="off" problem={errors.name?.message} {...form.register('name')} />
        <TextField label={t.importVoice.licence} hint={t.importVoice.licenceHint} maxLength={LONGEST_LICENCE} autoComplete="off" problem={errors.licence?.message} {...form.register('licence')} />
        <TextField label={words.middle} hint={middle > 0 ? words.middleHint(note(middle)) : words.middleNone} inputMode="decimal" autoComplete="off" className="max-w-sm" problem={errors.middle?.message} {...form.register('middle')} />
        <Controller control={form.control} name="rights" render={({ field }) => <ConsentField value={field.value} onChange={field.onChange} optional />} />
        {change.error && <ProblemCard error={change.error} inSight />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="quiet" onClick={onClose}>{t.common.cancel}</Button>
          <Button look="primary" type="submit" reason={change.isPending ? t.job.attention.asked : null}>{t.common.save}</Button>
        </div>
      </form>
    </Dialog>
  )
}
