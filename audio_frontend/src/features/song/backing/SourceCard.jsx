// @ts-check
import { t } from '@/lib/strings/index.js'
import { Fold } from '@/ui/Bits.jsx'
import { Card } from '@/ui/Card.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { EngineSelect } from '../EngineSelect.jsx'
import { FieldSwitch } from '../Parts.jsx'
import { useField, useSettings } from '../useField.js'
import { BackingFile } from './BackingFile.jsx'

const words = t.song.source
const QUALITIES = /** @type {const} */ (['fast', 'balanced', 'best']).map((value) => ({ value, label: words.qualities[value] }))
const KINDS = /** @type {const} */ (['song', 'vocals', 'backing']).map((value) => ({ value, label: words[value], hint: words[`${value}Hint`] }))

/** What is this file? @param {{fileId: string | null, className?: string}} props `fileId`: null for many songs, which share no backing */
export function SourceCard({ fileId, className }) {
  const set = useSettings()
  const source = useField('source').value
  const own = useField('own_backing').value
  const quality = useField('instrumental.quality')
  const kind = source === 'song' ? 'song' : own ? 'backing' : 'vocals'
  /** @param {'song' | 'vocals' | 'backing'} next */
  const choose = (next) => set({ source: next === 'song' ? 'song' : 'vocals', own_backing: next === 'backing', ...(next === 'backing' && { 'instrumental.enabled': true }) })
  return (
    <Card title={fileId === null ? words.titleMany : words.title} className={className}>
      <div className="grid gap-4">
        <Choice label={words.label} hideLabel look="list" value={kind} onChange={choose} options={fileId === null ? KINDS.filter(({ value }) => value !== 'backing') : KINDS} />
        {kind === 'backing' && fileId !== null && <BackingFile fileId={fileId} />}
        <Fold title={t.song.advanced}>
          <div className="grid gap-4">
            {kind === 'song' && (
              <>
                <div>
                  <Choice label={words.quality} value={quality.value} onChange={quality.onChange} options={QUALITIES} />
                  <p className="mt-1 text-sm text-soft">{words.qualityHint}</p>
                </div>
                <FieldSwitch name="instrumental.split_vocals" label={words.split} hint={words.splitHint} />
                <EngineSelect name="instrumental.engine" kind="stems" label={words.engine} />
              </>
            )}
            <FieldSwitch name="instrumental.keep_reverb" label={words.reverb} hint={words.reverbHint} />
          </div>
        </Fold>
      </div>
    </Card>
  )
}
