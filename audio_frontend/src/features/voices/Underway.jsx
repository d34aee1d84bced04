// @ts-check
import { Ear } from 'lucide-react'
import { bytes, percent } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Progress } from '@/ui/Bits.jsx'
import { Button } from '@/ui/Button.jsx'

/**
 * How much of a voice's files has gone out, then that the studio is at work on them.
 * @param {{state: {step: 'sending', loaded: number, total: number} | {step: 'working'}, onCancel: () => void,
 *   words: {sending: (done: string, all: string) => string, progress: string, working: string, workingHint: string}}} props
 */
export function Underway({ state, words, onCancel }) {
  return (
    <div className="grid gap-4">
      <div className="grid min-h-24 content-center gap-2">
        {state.step === 'sending' ? (
          <>
            <p className="numbers">{words.sending(bytes(state.loaded), bytes(state.total))} · {percent(state.loaded / state.total)}</p>
            <Progress value={state.loaded / state.total} label={words.progress} />
          </>
        ) : (
          <>
            <p role="status" className="flex items-center gap-2 font-medium">
              <Ear aria-hidden="true" className="size-5 shrink-0 text-accent motion-safe:animate-pulse" />
              {words.working}
            </p>
            <p className="text-soft">{words.workingHint}</p>
          </>
        )}
      </div>
      <div className="flex justify-end"><Button onClick={onCancel}>{t.common.cancel}</Button></div>
    </div>
  )
}
