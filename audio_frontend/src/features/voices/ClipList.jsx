// @ts-check
import { FileAudio, Mic, X } from 'lucide-react'
import { useId, useState } from 'react'
import { acceptOf, limitsInWords, refusalOf } from '@/lib/files.js'
import { bytes } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Name } from '@/ui/Bits.jsx'
import { IconButton } from '@/ui/Button.jsx'
import { DropZone } from '@/ui/DropZone.jsx'
import { Notice } from '@/ui/Notice.jsx'

/** @typedef {import('@/lib/api.js').Limits} Limits */

/** @param {File} one @param {File} other */
const alike = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified

/** The clips of a voice: add some, take one away. @param {{clips: File[], onClips: (clips: File[]) => void, limits: Limits | undefined, problem?: string}} props */
export function ClipList({ clips, onClips, limits, problem }) {
  const tips = useId()
  const [twice, setTwice] = useState('')
  /** @param {File[]} brought */
  const take = (brought) => {
    const fresh = brought.filter((file) => !clips.some((clip) => alike(clip, file)))
    setTwice(brought.find((file) => !fresh.includes(file))?.name ?? '')
    if (fresh.length) onClips([...clips, ...fresh])
  }
  return (
    <div data-problem={problem ? true : undefined} className="grid min-w-0 gap-2">
      <DropZone
        label={t.addVoice.clip}
        title={clips.length ? t.addVoice.other : t.addVoice.drop}
        choose={t.addVoice.choose}
        icon={<Mic aria-hidden="true" className="size-5" />}
        accept={acceptOf(limits)}
        multiple
        onFiles={take}
        describedBy={tips}
        compact
        className="min-h-20 py-4"
      />
      {problem && <p role="alert" data-why className="text-sm text-bad">{problem}</p>}
      {clips.length > 0 && (
        <ul aria-label={t.addVoice.list} className="grid gap-1">
          {clips.map((clip) => <Clip key={`${clip.name} ${clip.size} ${clip.lastModified}`} clip={clip} limits={limits} onRemove={() => (setTwice(''), onClips(clips.filter((other) => other !== clip)))} />)}
        </ul>
      )}
      {twice && <p role="status" className="text-sm text-soft">{t.addVoice.twice(twice)}</p>}
      <Notice>
        <span id={tips} className="text-sm">
          {t.addVoice.tips} {limits && limitsInWords(limits).formats}
        </span>
      </Notice>
    </div>
  )
}

/** @param {{clip: File, limits: Limits | undefined, onRemove: () => void}} props */
function Clip({ clip, limits, onRemove }) {
  const refusal = refusalOf(clip, limits)
  return (
    <li className="min-w-0">
      <p className="flex min-w-0 items-center gap-2">
        <FileAudio aria-hidden="true" className="size-5 shrink-0 text-soft" />
        <Name most={32} className="min-w-0 font-medium">{clip.name}</Name>
        <span className="numbers ms-auto shrink-0 text-sm text-soft">{bytes(clip.size)}</span>
        <IconButton label={t.addVoice.remove(clip.name)} icon={<X aria-hidden="true" className="size-4 text-soft" />} onClick={onRemove} className="-me-2" />
      </p>
      {refusal && <p className="whole text-sm text-bad">{refusal.detail}</p>}
    </li>
  )
}
