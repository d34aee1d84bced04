// @ts-check
import { BackingVocalsCard } from './BackingVocalsCard.jsx'
import { MixStrip } from './MixStrip.jsx'
import { MoreSettings } from './MoreSettings.jsx'
import { ProfilePicker } from './ProfilePicker.jsx'
import { WorkCard } from './WorkCard.jsx'
import { BackingCard } from './backing/BackingCard.jsx'
import { SourceCard } from './backing/SourceCard.jsx'
import { PitchCard } from './pitch/PitchCard.jsx'
import { VoicePicker } from './voice/VoicePicker.jsx'

/**
 * Everything of a cover that has a good default: key, backing, mix, quality.
 * @param {{fileId: string | null, presets: import('@/lib/cover/order.js').Presets, mono: string, consent: import('./voice/Rights.jsx').Consent, open: boolean}} props
 *   `fileId`: null for many songs at once, which have no key, and no backing of one's own, in common; `mono`: why there is no left and right; else empty
 */
export function CoverSettings({ fileId, presets, mono, consent, open }) {
  return (
    <MoreSettings open={open}>
      <ProfilePicker presets={presets} />
      <div className="grid min-w-0 gap-4 lg:grid-cols-2 lg:grid-rows-[auto_1fr_auto]">
        <SourceCard fileId={fileId} className="lg:col-start-1 lg:row-start-1" />
        <VoicePicker consent={consent} className="lg:col-start-2 lg:row-span-2 lg:row-start-1" />
        <PitchCard fileId={fileId} className="lg:col-start-1 lg:row-span-2 lg:row-start-2" />
        <BackingCard fileId={fileId} mono={mono} className="lg:col-start-2 lg:row-start-3" />
      </div>
      <BackingVocalsCard mono={mono} consent={consent} />
      <MixStrip mono={mono} />
      <WorkCard />
    </MoreSettings>
  )
}
