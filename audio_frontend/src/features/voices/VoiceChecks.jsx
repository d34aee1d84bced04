// @ts-check
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import { wordsOf } from '@/lib/messages.js'
import { t } from '@/lib/strings/index.js'
import { checksOf } from './voice.js'

const LOOKS = {
  good: { Icon: CircleCheck, ink: 'text-good' },
  fair: { Icon: TriangleAlert, ink: 'text-warn' },
  poor: { Icon: CircleX, ink: 'text-bad' },
}
const words = t.voices.checks

/** What was looked at in the clips: a verdict in words, and what it means. @param {{voice: import('@/lib/api.js').Voice}} props */
export function VoiceChecks({ voice }) {
  return (
    <ul aria-label={words.title} className="grid gap-2.5">
      {checksOf(voice).map(({ name, verdict, text, message }) => {
        const { Icon, ink } = LOOKS[verdict]
        return (
          <li key={name} className="flex min-w-0 gap-2.5">
            <Icon aria-hidden="true" className={`mt-0.5 size-5 shrink-0 ${ink}`} />
            <div className="min-w-0">
              <p><span className="font-medium">{words.names[/** @type {'noise'} */ (name)] ?? name}</span><span className={`text-sm ${ink}`}> · {words.verdicts[verdict]}</span></p>
              <p className="whole text-sm text-soft">{wordsOf(message) ?? text}</p>
            </div>
          </li>
        )
      })}
    </ul>
  )
}
