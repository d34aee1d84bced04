// @ts-check
import { Sparkles } from 'lucide-react'
import { AuditionSection } from '@/features/audition/AuditionSection.jsx'
import { inOrder } from '@/features/audition/useExcerpts.js'
import { useVoices } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { Rights } from './voice/Rights.jsx'
import { useVoiceChoice } from './voice/useVoiceChoice.js'

const words = t.audition

/**
 * The question of the product: which voice? Heard in this song, and made of all of it with one touch.
 * @param {{song: import('@/lib/api.js').Upload, form: import('@/lib/cover/settings.js').Form, consent: ReturnType<typeof import('./voice/useConsent.js').useConsent>, reason: string | null, starting: boolean, onMake: () => void, makeLabel?: (name: string) => string, hint?: string}} props `makeLabel`: what is made with the voice; `hint`: why this song
 */
export function VoiceAuditions({ song, form, consent, reason, starting, onMake, makeLabel = words.make, hint }) {
  const voices = inOrder(useVoices().data ?? [])
  const { choose } = useVoiceChoice()
  const chosen = form.svc.enabled && !form.blending ? form.svc.voice : null
  const voice = voices.find(({ voice_id }) => voice_id === chosen)
  const { pitch_shift } = form.swiftf0
  return (
    <AuditionSection fileId={song.file_id} song={song} voices={voices} source={form.source} semitones={pitch_shift === 'auto' ? null : pitch_shift} chosen={chosen} onChoose={(id) => id && choose(id)}>
      <div className="grid justify-items-start gap-3">
        {hint && <p className="text-sm text-soft">{hint}</p>}
        {voice && voice.kind !== 'preset' && <Rights key={voice.voice_id} voice={voice} named={false} consent={consent} />}
        {voice ? (
          <Button
            look="primary"
            size="large"
            icon={<Sparkles aria-hidden="true" className="size-4.5" />}
            aria-disabled={reason ? true : undefined}
            aria-describedby={reason ? 'audition-reason' : undefined}
            onClick={reason ? undefined : onMake}
            className={reason ? 'cursor-not-allowed opacity-60' : ''}
          >
            {starting ? words.starting : makeLabel(voice.name)}
          </Button>
        ) : <p className="text-soft">{words.choose}</p>}
        {voice && reason && <p id="audition-reason" className="text-sm">{reason}</p>}
      </div>
    </AuditionSection>
  )
}
