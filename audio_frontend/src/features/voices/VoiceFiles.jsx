// @ts-check
import { bytes } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Fold, Name } from '@/ui/Bits.jsx'

/** What a trained voice came in, and what each file was taken for. @param {{voice: import('@/lib/api.js').Voice}} props */
export function VoiceFiles({ voice: { facts } }) {
  const sources = facts.sources ?? []
  if (!sources.length) return null
  return (
    <Fold title={t.voices.files} hint={String(sources.length)}>
      <ul aria-label={t.voices.files} className="numbers grid gap-1 text-sm">
        {sources.map(({ name, kind, bytes: size }) => (
          <li key={name} className="flex min-w-0 flex-wrap gap-x-2">
            <Name most={36} className="min-w-0">{name}</Name>
            <span className="text-soft">{t.voices.fileKinds[kind]}, {bytes(size)}</span>
          </li>
        ))}
      </ul>
    </Fold>
  )
}
