// @ts-check
import { VolumeX } from 'lucide-react'
import { t } from '@/lib/strings/index.js'

/** In the line where a player says how it plays, so that nothing moves: it plays, and nobody can hear it (`useNoSound`). */
export const NoSound = () => (
  <span className="inline-flex items-center gap-2 text-warn">
    <VolumeX aria-hidden="true" className="size-4 shrink-0" />
    {t.sound.line}
  </span>
)
