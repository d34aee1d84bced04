// @ts-check
import { Mic, Pencil, Sparkles, Trash2, Waypoints } from 'lucide-react'
import { useState } from 'react'
import { getConsent } from '@/lib/consent.js'
import { t } from '@/lib/strings/index.js'
import { isOwn } from '@/lib/voice.js'
import { Fold, Name } from '@/ui/Bits.jsx'
import { IconButton } from '@/ui/Button.jsx'
import { SampleButton } from './SampleButton.jsx'
import { VoiceFacts } from './VoiceFacts.jsx'
import { VoicePicture } from './VoicePicture.jsx'

/** @typedef {import('@/lib/api.js').Voice} Voice */

const SIGNS = { preset: Sparkles, clip: Mic, checkpoint: Waypoints }

/** @param {{voice: Voice, onEdit?: () => void, onDelete?: () => void}} props presets can be neither renamed nor deleted */
export function VoiceCard({ voice, onEdit, onDelete }) {
  const [own, trained] = [isOwn(voice), voice.kind === 'checkpoint']
  const rights = own ? (voice.facts.rights ?? getConsent(voice.voice_id)) : null
  const Sign = SIGNS[voice.kind]
  return (
    <li className="flex min-w-0 flex-col gap-3 rounded-2xl border border-line bg-panel p-4">
      <div className="flex min-h-8 min-w-0 items-center gap-2.5">
        <Sign aria-hidden="true" className="size-5 shrink-0 text-accent" />
        <h3 className="min-w-0"><Name most={40}>{voice.name}</Name></h3>
        {own && (
          <span className="-my-1 -me-2 ms-auto flex shrink-0">
            <IconButton label={t.voices.about(trained ? t.voices.edit : t.voices.rename, voice.name)} icon={<Pencil aria-hidden="true" className="size-5 text-soft" />} onClick={onEdit} />
            <IconButton label={t.voices.about(t.common.delete, voice.name)} icon={<Trash2 aria-hidden="true" className="size-5 text-soft" />} onClick={onDelete} />
          </span>
        )}
      </div>
      <VoiceFacts voice={voice} />
      {own && (
        <p className="text-sm">
          <span className="text-soft">{t.voices.rights}:</span> {rights ? t.rights[rights] : t.voices.rightsNone}
        </p>
      )}
      {voice.kind === 'clip' ? <VoicePicture voice={voice} /> : <Look voice={voice} />}
      <div className="mt-auto flex flex-wrap items-center gap-1">
        {own && <SampleButton voice={voice} kind={trained ? 'test' : 'sample'} />}
        <SampleButton voice={voice} kind={own ? 'preview' : 'only'} />
      </div>
    </li>
  )
}

/** A preset or a trained voice may have to sing before its sound can be drawn: only when somebody wants to see it. @param {{voice: Voice}} props */
function Look({ voice }) {
  const [isOpen, setOpen] = useState(false)
  return <Fold title={t.voices.look} onOpen={() => setOpen(true)}>{isOpen && <VoicePicture voice={voice} />}</Fold>
}
