// @ts-check
import { useState } from 'react'
import { differing } from '@/lib/job.js'
import { whereOf } from '@/lib/jobLabels.js'
import { useEngines } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { Dialog } from '@/ui/Dialog.jsx'
import { SelectField } from '@/ui/Fields.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { Slider } from '@/ui/Slider.jsx'

/** @typedef {import('@/lib/api.js').Segment} Segment */
/** @typedef {import('./useJobManager.js').Manager} Manager */
/** @typedef {{processing: {device: string}, instrumental: {quality: string}, svc: {strength: number}, swiftf0: {f0_method: string}}} Settings */

/** @param {any} config @param {any} own what the segment was retried with before @returns {Settings} */
const settingsOf = (config, own = {}) => ({
  processing: { device: own.processing?.device ?? config.processing.device },
  instrumental: { quality: own.instrumental?.quality ?? config.instrumental.quality },
  svc: { strength: own.svc?.strength ?? config.svc.strength },
  swiftf0: { f0_method: own.swiftf0?.f0_method ?? config.swiftf0.f0_method },
})

/**
 * Again, but otherwise: only what one segment may have for itself, and only what has an effect in this job.
 * @param {{job: import('@/lib/api.js').Job, segment: Segment | null, manager: Pick<Manager, 'retry' | 'resume'>, onClose: () => void}} props segment null: all that failed
 */
export function RetryDialog({ job, segment, manager, onClose }) {
  const [settings, setWanted] = useState(() => settingsOf(job.config, segment?.settings))
  const changeable = (/** @type {string} */ field) => job.facts.retry_fields.includes(field)
  const act = segment ? manager.retry : manager.resume
  /** @template {keyof Settings} G @param {G} group @param {Settings[G]} fields */
  const set = (group, fields) => setWanted((before) => ({ ...before, [group]: fields }))
  const close = () => {
    act.reset()
    onClose()
  }
  const go = () => {
    const changed = differing(/** @type {any} */ (settings), /** @type {any} */ (settingsOf(job.config)))
    const config = changed.length ? Object.fromEntries(changed.map(([group, field, value]) => [group, { [field]: value }])) : undefined
    if (segment) manager.retry.mutate({ segment: segment.index, config }, { onSuccess: onClose })
    else manager.resume.mutate(config, { onSuccess: onClose })
  }
  const words = t.job.again
  return (
    <Dialog open onClose={close} title={segment ? words.title(whereOf(segment)) : words.all} hint={segment ? words.hintOne : words.hint}>
      <div className="grid gap-5">
        {changeable('instrumental.quality') && (
          <Choice label={words.quality} value={settings.instrumental.quality} onChange={(quality) => set('instrumental', { quality })} options={Object.entries(t.song.source.qualities).map(([value, label]) => ({ value, label }))} />
        )}
        {changeable('svc.strength') && (
          <Slider label={words.strength} hint={words.strengthHint} value={settings.svc.strength} onChange={(strength) => set('svc', { strength })} min={0} max={1} step={0.05} />
        )}
        {changeable('swiftf0.f0_method') && <PitchEngine value={settings.swiftf0.f0_method} onChange={(f0_method) => set('swiftf0', { f0_method })} />}
        <Choice
          label={words.device}
          value={settings.processing.device}
          onChange={(device) => set('processing', { device })}
          options={Object.entries(t.song.work.devices).filter(([value]) => value !== 'cuda' || settings.processing.device === 'cuda').map(([value, label]) => ({ value, label }))}
        />
        {act.error && <ProblemCard error={act.error} inSight />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="quiet" onClick={close}>{t.common.cancel}</Button>
          <Button look="primary" reason={act.isPending ? t.job.attention.asked : null} onClick={go}>{words.go}</Button>
        </div>
      </div>
    </Dialog>
  )
}

/** @param {{value: string, onChange: (value: string) => void}} props */
function PitchEngine({ value, onChange }) {
  const { data } = useEngines()
  const engines = data?.engines.filter(({ role, state, id }) => role === 'pitch' && (state !== 'missing' || id === value)) ?? []
  const options = engines.map(({ id, name, placeholder }) => ({ value: id, label: placeholder ? `${name} (${t.result.report.standIn})` : name }))
  return <SelectField label={t.job.again.pitch} hint={data ? undefined : t.job.again.none} value={value} onChange={(event) => onChange(event.target.value)} options={options.length ? options : [{ value, label: value }]} />
}
