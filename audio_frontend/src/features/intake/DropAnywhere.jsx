// @ts-check
import { Upload } from 'lucide-react'
import { t } from '@/lib/strings/index.js'
import { go, links } from '@/lib/place/useRoute.js'
import { useAudioUpload } from './useAudioUpload.js'
import { useFileDrop } from './useFileDrop.js'

/** On every page but the studio's, which has a place for them: dropped files are taken there. None opens in the place of the page. */
export function DropAnywhere() {
  const { add, limits } = useAudioUpload()
  const over = useFileDrop((files) => (go(links.studio), add(files)), limits)
  if (!over) return null
  return (
    <p role="status" className="pointer-events-none fixed inset-3 z-50 grid content-center justify-items-center gap-3 rounded-2xl border-2 border-dashed border-accent bg-panel/90 text-lg font-medium">
      <Upload aria-hidden="true" className="size-8" />
      {t.uploader.now}
    </p>
  )
}
