// @ts-check
/** What the studio would refuse, known before it is asked: by field, in words. Pure. */
import { momentsOf, silentAt } from '@/lib/cover/blend.js'
import { harmonisesInScale, usesVoice } from '@/lib/cover/config.js'
import { CONFIG } from '@/lib/cover/settings.js'
import { clock } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'

/** @typedef {import('@/lib/cover/settings.js').Form} Form */

const words = t.song.blend
const LEAST_SPAN = 1.5

/** @param {Form['svc']['blend']} parts */
function blendLabel(parts) {
  const silent = silentAt(parts)
  if (silent !== null) return momentsOf(parts).length ? words.silent(clock(silent, true)) : words.nobody
  return CONFIG.shape.svc.shape.blend.safeParse(parts).success ? null : words.wrong
}

/** @param {Form} form @returns {Record<string, string>} "group.field" → what is wrong */
export function findProblems(form) {
  const blend = form.blending && usesVoice(form) ? blendLabel(form.svc.blend) : null
  return {
    ...(blend && { 'svc.blend': blend }),
    ...(form.swiftf0.fmax < LEAST_SPAN * form.swiftf0.fmin && { 'swiftf0.fmax': t.song.key.fspan }),
    ...(harmonisesInScale(form) && form.swiftf0.key === 'chromatic' && { 'swiftf0.key': t.song.pitchStyle.noSteps }),
  }
}
