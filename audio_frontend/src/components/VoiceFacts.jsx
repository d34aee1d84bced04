// @ts-check
import { CircleCheck } from 'lucide-react'
import { t } from '../strings/en.js'
import { factsOf, summaryOfVoice, warningsOf } from '../utils/voice.js'
import { Notice } from './ui/Notice.jsx'

/** Range, middle and what is good or bad about a clip. @param {{voice: import('../services/api.js').Voice, praise?: boolean}} props `praise`: say it too when nothing is wrong */
export function VoiceFacts({ voice, praise = false }) {
  const [summary, rows, warnings] = [summaryOfVoice(voice), factsOf(voice), warningsOf(voice)]
  return (
    <div className="grid min-w-0 gap-3">
      {summary && <p>{summary}</p>}
      {rows.length > 0 && (
        <dl className="numbers grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
          {rows.map(([what, value]) => (
            <div key={what} className="contents">
              <dt className="text-soft">{what}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {warnings.length > 0 && (
        <Notice kind="warning" title={t.voices.warnings}>
          <ul className="grid gap-1">{warnings.map((warning) => <li key={warning}>{warning}</li>)}</ul>
        </Notice>
      )}
      {praise && !warnings.length && voice.kind === 'clip' && (
        <p className="flex items-center gap-2 text-good"><CircleCheck aria-hidden="true" className="size-5 shrink-0" />{t.voices.good}</p>
      )}
    </div>
  )
}
