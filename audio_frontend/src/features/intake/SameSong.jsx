// @ts-check
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '@/lib/api.js'
import { keys, useUploads } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { go, links } from '@/lib/place/useRoute.js'
import { Button } from '@/ui/Button.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'

/** The same bytes are here twice: one of them is enough. @param {{upload: import('@/lib/api.js').Upload, onKeep: () => void, onGone: () => void}} props */
export function SameSong({ upload, onKeep, onGone }) {
  const older = String(upload.same_as)
  const name = useUploads().data?.find((other) => other.file_id === older)?.filename
  const client = useQueryClient()
  const use = useMutation({
    mutationFn: () => api.deleteUpload(upload.file_id),
    onSuccess: () => {
      client.removeQueries({ queryKey: keys.upload(upload.file_id) })
      client.invalidateQueries({ queryKey: keys.uploads, exact: true })
      onGone()
      go(links.song(older))
    },
  })
  return (
    <div className="mt-2 grid gap-2">
      <Notice
        kind="warning"
        title={name ? t.uploader.sameAs(name) : t.uploader.same}
        actions={
          <>
            <Button size="small" look="primary" disabled={use.isPending} onClick={() => use.mutate()}>{use.isPending ? t.uploader.using : t.uploader.useThat}</Button>
            {!use.isPending && <Button size="small" onClick={onKeep}>{t.uploader.keepBoth}</Button>}
          </>
        }
      >
        {t.uploader.sameHint}
      </Notice>
      {use.isError && <ProblemCard error={use.error} onRetry={() => use.mutate()} />}
    </div>
  )
}
