// @ts-check
import { useFormContext, useWatch } from 'react-hook-form'
import { joined } from '@/lib/cover/blend.js'
import { engineIdOf, handover, possibleOptions } from '@/lib/cover/engineOptions.js'
import { useEngines, useVoices } from '@/lib/queries.js'
import { useSettings } from '../useField.js'

/** @typedef {import('@/lib/api.js').Voice} Voice */
/** @typedef {import('@/lib/cover/settings.js').Form} Form */

/** What each engine was left with, for as long as the form is there. @type {WeakMap<object, Map<string, import('@/lib/cover/engineOptions.js').Kept>>} */
const left = new WeakMap()

/** @param {object} control */
const keptOf = (control) => left.get(control) ?? left.set(control, new Map()).get(control) ?? new Map()

/** Voice engines blend unless they say otherwise. @param {import('@/lib/api.js').Schemas['Engine'][]} engines @param {Voice} voice */
const canBlend = (engines, { engine }) => engines.find(({ role, id }) => role === 'voice' && id === engine)?.blends ?? true

/** Who sings, by which engine, and how somebody else is chosen: with nothing of what was set for another engine. */
export function useVoiceChoice() {
  const { control } = useFormContext()
  const form = /** @type {Form} */ (useWatch({ control }))
  const voices = useVoices().data ?? []
  const engines = useEngines().data?.engines ?? []
  const set = useSettings()
  const id = engineIdOf(form, voices)
  const engine = engines.find((one) => one.role === 'voice' && one.id === id)
  /** @param {string | null} next id of the engine */
  const toEngine = (next) => handover({ engine, id, svc: form.svc }, next, keptOf(control))
  /** @param {string} voiceId @param {string} [named] its engine, while no listing has it */
  const settingsFor = (voiceId, named) => {
    if (voiceId === form.svc.voice && !form.blending) return {}
    const next = voices.find(({ voice_id }) => voice_id === voiceId)
    const settings = toEngine(named ?? next?.engine ?? null)
    const nextEngine = engines.find((one) => one.role === 'voice' && one.id === (named ?? next?.engine))
    return { ...settings, 'svc.options': possibleOptions(settings['svc.options'], nextEngine, next) }
  }
  return {
    voices, engine,
    voice: form.blending ? undefined : voices.find(({ voice_id }) => voice_id === form.svc.voice),
    blendable: voices.filter((one) => canBlend(engines, one)),
    /** One voice sings. @param {string} voiceId @param {string} [named] its engine, while no listing has it */
    choose: (voiceId, named) => set({ ...settingsFor(voiceId, named), 'svc.voice': voiceId, 'svc.enabled': true, blending: false }),
    /** By another engine. @param {string} next its id, or auto */
    sungBy: (next) => set({ ...toEngine(engineIdOf({ ...form, svc: { ...form.svc, engine: next } }, voices)), 'svc.engine': next }),
    /** Several do: those that were chosen before, or the one that sings now. */
    blend: () => {
      const starts = form.svc.blend.length ? form.svc.blend : voices.filter((one) => one.voice_id === form.svc.voice && canBlend(engines, one)).flatMap(({ voice_id }) => joined([], voice_id))
      const next = voices.find(({ voice_id }) => voice_id === starts[0]?.voice)?.engine ?? engines.find(({ role, blends }) => role === 'voice' && blends)?.id ?? null
      set({ ...toEngine(next), 'svc.enabled': true, blending: true, 'svc.blend': starts })
    },
  }
}
