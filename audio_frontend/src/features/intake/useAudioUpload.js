// @ts-check
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { keys, useLimits } from '@/lib/queries.js'
import { go, links } from '@/lib/place/useRoute.js'
import { uploads } from './uploadStore.js'

/**
 * Files on their way in. With `open` a file that came alone is opened as soon as it is ready.
 * @param {{open?: boolean}} [wanted]
 */
export function useAudioUpload({ open = false } = {}) {
  const rows = useSyncExternalStore(uploads.subscribe, uploads.rows)
  const limits = useLimits().data
  const client = useQueryClient()
  useEffect(
    () =>
      uploads.onReady((row) => {
        if (!row.upload) return
        client.setQueryData(keys.upload(row.upload.file_id), row.upload)
        client.invalidateQueries({ queryKey: keys.uploads, exact: true })
        if (!open || row.upload.same_as || uploads.rows().length > 1) return
        uploads.dismiss(row.id)
        go(links.song(row.upload.file_id))
      }),
    [client, open],
  )
  return { rows, limits, add: (/** @type {Iterable<File>} */ files) => uploads.add(files, limits), ...ACTS }
}

const ACTS = { retry: uploads.retry, cancel: uploads.cancel, keep: uploads.keep, dismiss: uploads.dismiss }
