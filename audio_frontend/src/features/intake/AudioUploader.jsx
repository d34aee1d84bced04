// @ts-check
import { ListMusic, Upload } from 'lucide-react'
import { useId } from 'react'
import { cn } from '@/lib/cn.js'
import { sorted } from '@/lib/drop/droppedFiles.js'
import { useFileDrop } from '@/lib/drop/useFileDrop.js'
import { askImport } from '@/lib/drop/voiceImport.js'
import { acceptOf, limitsInWords } from '@/lib/files.js'
import { links } from '@/lib/place/useRoute.js'
import { t } from '@/lib/strings/index.js'
import { Button, LinkButton } from '@/ui/Button.jsx'
import { Card } from '@/ui/Card.jsx'
import { DropZone } from '@/ui/DropZone.jsx'
import { UploadRow } from './UploadRow.jsx'
import { isBusy } from './uploadRows.js'
import { summaryOf } from './uploadSummary.js'
import { useAudioUpload } from './useAudioUpload.js'

/** The place where songs come in, and what becomes of each. @param {{open?: boolean, many?: boolean, className?: string}} props `open`: a song that came alone is opened when it is ready; `many`: this is where one choice is made for all of them */
export function AudioUploader({ open = false, many = false, className }) {
  const { rows, limits, add, retry, cancel, keep, dismiss } = useAudioUpload({ open })
  const over = useFileDrop(add, limits)
  /** @param {File[]} files */
  const take = (files) => {
    const { songs: sounds, voices } = sorted(files)
    if (sounds.length) add(sounds)
    if (voices.length) askImport(voices)
  }
  const id = useId()
  const words = limits && limitsInWords(limits)
  const ended = rows.filter((row) => !isBusy(row))
  const songs = rows.filter((row) => isBusy(row) || row.state === 'ready').length
  return (
    <div className={className}>
      <DropZone
        label={t.uploader.input}
        title={over ? t.uploader.now : many ? t.batch.drop : t.uploader.drop}
        compact={many}
        choose={t.uploader.choose}
        icon={<Upload aria-hidden="true" className="size-6" />}
        accept={acceptOf(limits)}
        multiple
        over={over}
        onFiles={take}
        describedBy={id}
        className={many ? 'min-h-20 py-3' : rows.length ? 'min-h-52 py-6' : 'min-h-64 py-8 sm:min-h-72'}
      >
        <span id={id} className={cn('min-h-11 max-w-lg text-sm text-balance text-soft', many && 'hidden sm:block')}>
          {words ? (
            <>
              <span className="block">{words.formats}</span>
              <span className="block">{words.most} {t.common.local}</span>
            </>
          ) : (
            t.uploader.asking
          )}
        </span>
      </DropZone>
      <p role="status" className="sr-only">{summaryOf(rows)}</p>
      {rows.length > 0 && (
        <Card
          title={t.uploader.rows}
          className="mt-4"
          action={ended.length > 1 && <Button size="small" look="quiet" onClick={() => ended.forEach((row) => dismiss(row.id))}>{t.uploader.clear}</Button>}
        >
          <ul>
            {rows.map((row) => <UploadRow key={row.id} {...{ row, retry, cancel, keep, dismiss }} />)}
          </ul>
          {!many && songs > 1 && (
            <div className="mt-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-xl bg-accent-soft p-3">
              <p className="min-w-0 text-sm">{t.batch.allHint}</p>
              <LinkButton look="primary" href={links.many} icon={<ListMusic aria-hidden="true" className="size-4.5" />}>{t.batch.all(songs)}</LinkButton>
            </div>
          )}
        </Card>
      )}
    </div>
  )
}
