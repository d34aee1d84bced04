// @ts-check
import { useFormContext, useWatch } from 'react-hook-form'
import { splitsBacking } from '@/lib/cover/config.js'
import { labelOf } from '@/lib/cover/labels.js'
import { BOUNDS } from '@/lib/cover/settings.js'
import { decibels } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Fold } from '@/ui/Bits.jsx'
import { Card } from '@/ui/Card.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { FieldSlider, PanSlider } from '../Parts.jsx'
import { useSettings } from '../useField.js'
import { BackingFile } from './BackingFile.jsx'

const words = t.song.backing
const GAIN = BOUNDS.instrumental.drums_db
/** @typedef {'keep' | 'stems' | 'own' | 'without'} Kind */
const DRAFTS = /** @type {const} */ ([['instrumental.drums', words.drums], ['instrumental.bass', words.bass], ['instrumental.other', words.rest]])
const PLAIN = { 'instrumental.generate': null, 'instrumental.stems': false, ...Object.fromEntries(DRAFTS.flatMap(([name]) => [[`${name}_db`, 0], [`${name}_pan`, 0]])) }

/** @param {import('@/lib/cover/settings.js').Form} form @returns {Kind | 'generated'} */
function kindOf({ own_backing, instrumental }) {
  if (!instrumental.enabled) return 'without'
  if (instrumental.generate) return 'generated'
  if (own_backing) return 'own'
  return splitsBacking({ instrumental }) ? 'stems' : 'keep'
}

/**
 * Which backing? @param {{fileId: string | null, mono: string, className?: string}} props
 *   `fileId`: null for many songs, which share none of one's own; `mono`: why there is no left and right; else empty
 */
export function BackingCard({ fileId, mono, className }) {
  const { control } = useFormContext()
  const form = /** @type {import('@/lib/cover/settings.js').Form} */ (useWatch({ control }))
  const set = useSettings()
  const kind = kindOf(form)
  const song = form.source === 'song'
  /** @param {Kind} next */
  const choose = (next) => set({ 'instrumental.enabled': next !== 'without', ...(song && { own_backing: next === 'own' }), ...PLAIN, 'instrumental.stems': next === 'stems' })
  const kinds = /** @type {Kind[]} */ (song ? ['keep', 'stems', 'own', 'without'] : ['own', 'without'])
  const options = kinds.filter((value) => fileId !== null || value !== 'own').map((value) => ({ value, label: words[value], hint: words[`${value}Hint`] }))
  if (!song && !form.own_backing && kind !== 'generated') return <Card title={words.title} className={className}><p className="text-soft">{fileId === null ? words.aloneMany : words.alone}</p></Card>
  return (
    <Card title={words.title} className={className}>
      <div className="grid gap-4">
        <Choice label={words.label} hideLabel look="list" value={/** @type {Kind} */ (kind)} onChange={choose} options={options} className="sm:[&>[role=radiogroup]]:grid-cols-2" />
        {form.instrumental.generate && kind === 'generated' && <Notice>{words.generated(form.instrumental.generate.prompt)}</Notice>}
        {song && kind === 'own' && fileId !== null && <BackingFile fileId={fileId} />}
        {kind === 'stems' && DRAFTS.map(([name, label]) => <FieldSlider key={name} name={`${name}_db`} label={label} {...GAIN} step={0.5} unit="dB" format={gainLabel} />)}
        {kind === 'stems' && (
          <Fold title={words.places}>
            <div className="grid min-w-0 gap-4">{DRAFTS.map(([name]) => <PanSlider key={name} name={`${name}_pan`} label={labelOf(`${name}_pan`)} reason={mono} />)}</div>
          </Fold>
        )}
        {song && !form.instrumental.split_vocals && kind !== 'own' && kind !== 'generated' && kind !== 'without' && <Notice>{words.unsplit}</Notice>}
      </div>
    </Card>
  )
}

/** @param {number} gain */
const gainLabel = (gain) => (gain <= GAIN.min ? t.song.mix.silent : decibels(gain))
