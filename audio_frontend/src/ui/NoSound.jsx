// @ts-check
import { useNoSound } from '@/lib/sound.js'
import { t } from '@/lib/strings/index.js'
import { Notice } from './Notice.jsx'

/** That this computer has nothing to hear with, said beside what is to be heard. @param {{wanted: boolean, certain?: boolean, className?: string}} props `wanted`: something plays, or should; `certain`: it was tried in vain */
export function NoSound({ wanted, certain = false, className }) {
  const missing = useNoSound(wanted)
  const { title, detail, remedy } = t.sound.none
  return <div role="status" className="contents">{(missing || certain) && <Notice kind="warning" title={title} className={className}>{detail} {remedy}</Notice>}</div>
}
