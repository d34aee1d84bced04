// @ts-check
import { FileAudio, Pencil, X } from 'lucide-react'
import { useId, useState } from 'react'
import { acceptOf, limitsInWords, refusalOf } from '@/lib/files.js'
import { bytes } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Name } from '@/ui/Bits.jsx'
import { IconButton } from '@/ui/Button.jsx'
import { DropZone } from '@/ui/DropZone.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { RenameDialog } from '@/ui/RenameDialog.jsx'
import { HearClip } from './HearClip.jsx'
import { idOf, partsOf, renamed } from './clips.js'
import { LONGEST_NAME } from './voice.js'

/** @typedef {import('@/lib/api.js').Limits} Limits */

/** @param {File} one @param {File} other */
const alike = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified

/** The clips of a voice: add some, listen, rename, take one away. @param {{clips: File[], onClips: (clips: File[]) => void, limits: Limits | undefined, problem?: string, children?: import('react').ReactNode}} props `children`: another way to a clip */
export function ClipList({ clips, onClips, limits, problem, children }) {
  const tips = useId()
  const [twice, setTwice] = useState('')
  /** @param {File[]} brought */
  const take = (brought) => {
    const fresh = brought.filter((file) => !clips.some((clip) => alike(clip, file)))
    setTwice(brought.find((file) => !fresh.includes(file))?.name ?? '')
    if (fresh.length) onClips([...clips, ...fresh])
  }
  /** @param {File} clip @param {File[]} instead */
  const put = (clip, ...instead) => {
    setTwice('')
    onClips(clips.flatMap((other) => (other === clip ? instead : other)))
  }
  return (
    <div data-problem={problem ? true : undefined} className="grid min-w-0 gap-2">
      <DropZone
        label={t.addVoice.clip}
        title={clips.length ? t.addVoice.other : t.addVoice.drop}
        choose={t.addVoice.choose}
        icon={<FileAudio aria-hidden="true" className="size-5" />}
        accept={acceptOf(limits)}
        multiple
        onFiles={take}
        describedBy={tips}
        compact
        className="min-h-20 py-4"
      />
      {children}
      {problem && <p role="alert" data-why className="text-sm text-bad">{problem}</p>}
      {clips.length > 0 && (
        <ul aria-label={t.addVoice.list} className="grid gap-1">
          {clips.map((clip) => <Clip key={idOf(clip)} clip={clip} limits={limits} onRename={(name) => put(clip, renamed(clip, name))} onRemove={() => put(clip)} />)}
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

/** @param {{clip: File, limits: Limits | undefined, onRename: (name: string) => void, onRemove: () => void}} props */
function Clip({ clip, limits, onRename, onRemove }) {
  const refusal = refusalOf(clip, limits)
  const [renames, setRenames] = useState(false)
  return (
    <li className="min-w-0">
      <div className="flex min-w-0 flex-wrap items-center gap-x-1">
        {!refusal && <HearClip sound={clip} name={clip.name} />}
        <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2">
          <Name most={32} className="min-w-0 font-medium">{clip.name}</Name>
          <span className="numbers text-sm text-soft">{bytes(clip.size)}</span>
        </div>
        <IconButton label={t.addVoice.about(t.addVoice.rename, clip.name)} icon={<Pencil aria-hidden="true" className="size-4 text-soft" />} onClick={() => setRenames(true)} />
        <IconButton label={t.addVoice.remove(clip.name)} icon={<X aria-hidden="true" className="size-4 text-soft" />} onClick={onRemove} className="-me-2" />
      </div>
      {refusal && <p className="whole text-sm text-bad">{refusal.detail}</p>}
      {renames && <RenameClip clip={clip} onRename={onRename} onClose={() => setRenames(false)} />}
    </li>
  )
}

const RENAME = { title: t.addVoice.renameTitle, label: t.addVoice.newName, none: t.addVoice.noClipName, longest: LONGEST_NAME }

/** @param {{clip: File, onRename: (name: string) => void, onClose: () => void}} props */
function RenameClip({ clip, onRename, onClose }) {
  const rename = {
    isPending: false, error: null, reset: () => {},
    mutate: (/** @type {string} */ name, /** @type {{onSuccess: () => void}} */ { onSuccess }) => (onRename(name), onSuccess()),
  }
  return ( // React tells the form around it of a submit in here: that is none of the voice's
    <div onSubmit={(event) => event.stopPropagation()}>
      <RenameDialog words={RENAME} name={partsOf(clip.name)[0]} rename={rename} onClose={onClose} />
    </div>
  )
}
