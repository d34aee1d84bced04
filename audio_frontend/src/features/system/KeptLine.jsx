// @ts-check
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { api } from '@/lib/api.js'
import { bytes } from '@/lib/format.js'
import { keys } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'

const words = t.system.kept

/** What the studio keeps of songs to be faster, and a way to have the room back; nothing is lost that can't be made again. @param {{size: number}} props bytes */
export function KeptLine({ size }) {
  const client = useQueryClient()
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: api.freeKept,
    onSuccess: ({ freed_bytes }) => {
      toast.success(words.freed(bytes(freed_bytes)))
      return client.invalidateQueries({ queryKey: keys.health }) // busy until the new size is seen
    },
  })
  const idle = size === 0 || isPending // it keeps its place and the focus
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
        <p className="numbers text-sm text-soft">{words.line(bytes(size))}</p>
        <Button size="small" aria-label={t.system.about(isPending ? words.freeing : words.free, words.what)} aria-disabled={idle || undefined} onClick={idle ? undefined : () => mutate()} className={idle ? 'cursor-not-allowed opacity-60' : ''}>{isPending ? words.freeing : words.free}</Button>
      </div>
      {error && <ProblemCard error={error} onRetry={() => mutate()} onDismiss={reset} />}
    </div>
  )
}
