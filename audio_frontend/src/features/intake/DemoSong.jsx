// @ts-check
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { api } from '@/lib/api.js'
import { keys, useUploads } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { go, links } from '@/lib/place/useRoute.js'
import { Button } from '@/ui/Button.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'

/** The first success in a minute: the song that comes with the studio, put back if it was deleted. */
export function DemoSong() {
  const songs = useUploads().data
  const client = useQueryClient()
  const demo = useMutation({
    mutationFn: async () => songs?.find((song) => song.is_demo) ?? (await api.demo()),
    onSuccess: (song) => {
      client.setQueryData(keys.upload(song.file_id), song)
      client.invalidateQueries({ queryKey: keys.uploads, exact: true })
      go(links.song(song.file_id))
    },
  })
  return (
    <div className="mt-4">
      <div className="flex flex-wrap items-center justify-center gap-x-3 gap-y-2">
        <span className="text-soft">{t.studio.demoHint}</span>
        <Button icon={<Sparkles aria-hidden="true" className="size-4" />} disabled={demo.isPending} onClick={() => demo.mutate()}>{demo.isPending ? t.studio.demoBusy : t.studio.demo}</Button>
      </div>
      {demo.isError && <div className="mt-3"><ProblemCard error={demo.error} onRetry={() => demo.mutate()} onDismiss={demo.reset} /></div>}
    </div>
  )
}
