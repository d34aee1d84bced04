// @ts-check
import { CircleCheck } from 'lucide-react'
import { t } from '@/lib/strings/index.js'
import { Fold } from '@/ui/Bits.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { VoiceChecks } from './VoiceChecks.jsx'
import { VoiceFiles } from './VoiceFiles.jsx'
import { checksOf, factsOf, sumOf, remarksOf, summaryOfVoice } from './voice.js'

/** What is known of a voice, and what is good or bad about its clips. @param {{voice: import('@/lib/api.js').Voice, whole?: boolean}} props `whole`: nothing is folded, and what is good is said too */
export function VoiceFacts({ voice, whole = false }) {
  const [summary, rows, remarks, checks] = [summaryOfVoice(voice), factsOf(voice), remarksOf(voice), checksOf(voice)]
  return (
    <div className="grid min-w-0 gap-3">
      {summary && <p>{summary}</p>}
      {rows.length > 0 && (
        <dl className="numbers grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
          {rows.map(([what, value]) => (
            <div key={what} className="contents">
              <dt className="text-soft">{what}</dt>
              <dd className="whole min-w-0">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {checks.length > 0 && (whole ? <VoiceChecks voice={voice} /> : <Fold title={t.voices.checks.title} hint={sumOf(checks)}><VoiceChecks voice={voice} /></Fold>)}
      {remarks.length > 0 && (
        <Notice kind={voice.kind === 'checkpoint' ? 'info' : 'warning'} title={voice.kind === 'checkpoint' ? t.voices.findings : t.voices.warnings}>
          <ul className="grid gap-1">{remarks.map(({ key, text }) => <li key={key}>{text}</li>)}</ul>
        </Notice>
      )}
      {voice.kind === 'checkpoint' && <VoiceFiles voice={voice} />}
      {whole && !remarks.length && !checks.length && voice.kind === 'clip' && (
        <p className="flex items-center gap-2 text-good"><CircleCheck aria-hidden="true" className="size-5 shrink-0" />{t.voices.good}</p>
      )}
    </div>
  )
}
