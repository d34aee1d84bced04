// @ts-check
import { Upload } from 'lucide-react'
import { t } from '@/lib/strings/index.js'
import { go, links } from '@/lib/place/useRoute.js'
import { useAudioUpload } from './useAudioUpload.js'
import { useFileDrop } from '@/lib/drop/useFileDrop.js'

/** Dropped files are taken to the studio, unless the page has a place for them; also while that page is on its way. None opens in the place of the page. @param {{stay: boolean}} props `stay`: on a page that has such a place */
export function DropAnywhere({ stay }) {
  const { add, limits } = useAudioUpload()
  const over = useFileDrop((files) => {
    if (!stay) go(links.studio)
    add(files)
  }, limits, 'last')
  if (!over) return null
  return (
    <p role="status" className="pointer-events-none fixed inset-3 z-50 grid content-center justify-items-center gap-3 rounded-2xl border-2 border-dashed border-accent bg-panel/90 text-lg font-medium">
      <Upload aria-hidden="true" className="size-8" />
      {t.uploader.now}
    </p>
  )
}
