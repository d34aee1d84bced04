// @ts-check
import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { ConsentField } from '@/features/voices/ConsentField.jsx'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'

/** @typedef {ReturnType<typeof import('./useConsent.js').useConsent>} Consent */
/** @typedef {import('@/lib/api.js').Voice} Voice */

/** Why this voice may be used: one line once it was said. @param {{voice: Voice, named: boolean, consent: Consent}} props */
export function Rights({ voice, named, consent: { rightsOf, say } }) {
  const { voice_id, name } = voice
  const rights = rightsOf(voice)
  const [asking, setAsking] = useState(!rights)
  if (asking || !rights) return <ConsentField label={named ? t.rights.labelFor(name) : undefined} value={rights} onChange={(next) => say(voice_id, next)} />
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <ShieldCheck aria-hidden="true" className="size-5 text-good" />
      <p className="whole min-w-0">{named && `${name}: `}{t.rights[`${rights}Hint`]}</p>
      <Button size="small" look="quiet" onClick={() => setAsking(true)}>{t.song.voice.change}</Button>
    </div>
  )
}
