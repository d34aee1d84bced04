// @ts-check
import { consentOf } from '@/lib/consent.js'
import { usesVoice } from '@/lib/cover/config.js'
import { labelOf } from '@/lib/cover/labels.js'
import { voicesBeside, voicesOf } from '@/lib/cover/order.js'
import { useUploads } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'

/** @typedef {import('@/lib/cover/settings.js').Form} Form */

const words = t.song
const LEAST_FOR_BLEND = 2

/**
 * What the order can't do without: voices that are here, the right to use them, the backing.
 * @param {Form} form @param {string | null} fileId @param {import('./voice/Rights.jsx').Consent} consent @param {import('@/lib/api.js').Voice[] | undefined} voices
 */
export function useMissing(form, fileId, { rightsOf }, voices) {
  const uploads = useUploads().data
  const lead = usesVoice(form) ? voicesOf(form) : []
  const used = [...new Set([...lead, ...voicesBeside(form)])].map((id) => voices?.find(({ voice_id }) => voice_id === id))
  const clips = used.flatMap((voice) => (voice && voice.kind !== 'preset' ? [{ name: voice.name, rights: rightsOf(voice) }] : []))
  const unsaid = clips.find(({ rights }) => !rights)
  const backing = form.own_backing && form.instrumental.enabled
  const hasBackingFile = !uploads || uploads.some(({ file_id }) => file_id === form.backing_id && file_id !== fileId)
  /** @type {string | null} */
  let reason = null
  if (backing && (!form.backing_id || !hasBackingFile)) reason = words.source.needed
  else if (usesVoice(form) && form.blending && lead.length < LEAST_FOR_BLEND) reason = words.blend.few
  else if (voices && used.includes(undefined)) reason = words.submit.chooseVoice
  else if (unsaid) reason = clips.length > 1 ? words.voice.consentNeededFor(unsaid.name) : words.voice.consentNeeded
  return { reason, consent: consentOf(clips, (name, rights) => t.rights.said(name, t.rights[rights])) }
}

/** Which fields are in the way. @param {Record<string, string>} fields */
export function reasonOf(fields) {
  const named = Object.keys(fields).map(labelOf)
  return named.length ? words.submit.correct(named.join(', ')) : words.submit.refused
}
