// @ts-check
import { FileBox, X } from 'lucide-react'
import { useId, useState } from 'react'
import { sorted } from '@/lib/drop/droppedFiles.js'
import { useFileDrop } from '@/lib/drop/useFileDrop.js'
import { askImport } from '@/lib/drop/voiceImport.js'
import { bytes } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Name } from '@/ui/Bits.jsx'
import { IconButton } from '@/ui/Button.jsx'
import { DropZone } from '@/ui/DropZone.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { idOf } from '../clips.js'
import { ACCEPT } from './importFiles.js'

const words = t.importVoice

/** The files of a trained voice: add some, take one away, and why one can't be taken. @param {{files: File[], onFiles: (files: File[]) => void, refusals: Record<string, string>, problem?: string}} props `refusals` by name */
export function ImportFiles({ files, onFiles, refusals, problem }) {
  const tips = useId()
  const [songs, setSongs] = useState(/** @type {string[]} */ ([]))
  const over = useFileDrop((strange) => setSongs(strange.map(({ name }) => name)), undefined, 'dialog')
  /** @param {File[]} chosen */
  const take = (chosen) => {
    const { songs: strange, voices } = sorted(chosen)
    setSongs(strange.map(({ name }) => name))
    if (voices.length) askImport(voices)
  }
  return (
    <div data-problem={problem ? true : undefined} className="grid min-w-0 gap-2">
      <DropZone
        label={words.input}
        title={over ? words.now : files.length ? words.other : words.drop}
        choose={t.addVoice.choose}
        icon={<FileBox aria-hidden="true" className="size-5" />}
        accept={ACCEPT}
        multiple
        over={over}
        onFiles={take}
        describedBy={tips}
        compact
        className="min-h-20 py-4"
      />
      {problem && <p role="alert" data-why className="text-sm text-bad">{problem}</p>}
      <p role="status" className="text-sm text-warn empty:hidden">{songs.length > 0 && words.noVoice(songs.join(', '))}</p>
      {files.length > 0 && (
        <ul aria-label={words.list} className="grid gap-1">
          {files.map((file) => (
            <li key={idOf(file)} className="min-w-0">
              <div className="flex min-w-0 items-center gap-x-2">
                <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2">
                  <Name most={32} className="min-w-0 font-medium">{file.name}</Name>
                  <span className="numbers text-sm text-soft">{bytes(file.size)}</span>
                </div>
                <IconButton label={t.addVoice.remove(file.name)} icon={<X aria-hidden="true" className="size-4 text-soft" />} onClick={() => onFiles(files.filter((other) => other !== file))} className="-me-2" />
              </div>
              {refusals[file.name] && <p className="whole text-sm text-bad">{refusals[file.name]}</p>}
            </li>
          ))}
        </ul>
      )}
      <Notice><span id={tips} className="text-sm">{words.tips}</span></Notice>
    </div>
  )
}
