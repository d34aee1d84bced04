// @ts-check
import { BOUNDS } from '@/lib/cover/settings.js'
import { useHealth } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Fold } from '@/ui/Bits.jsx'
import { Card } from '@/ui/Card.jsx'
import { Choice } from '@/ui/Choice.jsx'
import { FieldSlider, FieldSwitch, Wrong } from './Parts.jsx'
import { useField } from './useField.js'

const words = t.song.work
const { segment_length, overlap_duration, max_concurrent_segments } = BOUNDS.processing

/** How the song is cut and where it is computed: folded, few will want it. */
export function WorkCard() {
  const device = useField('processing.device')
  const cuda = Boolean(useHealth().data?.machine.cuda)
  const devices = /** @type {const} */ (['auto', 'cpu', ...(cuda || device.value === 'cuda' ? ['cuda'] : [])]).map((value) => ({ value, label: words.devices[/** @type {'auto'} */ (value)] }))
  return (
    <Card>
      <Fold title={`${t.song.advanced}: ${words.title}`}>
        <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
          <FieldSlider name="processing.segment_length" label={words.segment} {...segment_length} unit="s" />
          <FieldSlider name="processing.overlap_duration" label={words.overlap} {...overlap_duration} step={0.1} unit="s" />
          <FieldSlider name="processing.max_concurrent_segments" label={words.together} {...max_concurrent_segments} />
          <div>
            <Choice label={words.device} value={device.value} onChange={device.onChange} options={devices} />
            <Wrong>{device.problem}</Wrong>
          </div>
          {cuda && <FieldSwitch name="processing.clear_cache_between_segments" label={words.cache} />}
          <FieldSwitch name="allow_placeholder" label={words.standIns} hint={words.standInsHint} />
        </div>
      </Fold>
    </Card>
  )
}
