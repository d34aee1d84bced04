// @ts-check
import { Ear } from 'lucide-react'
import { useState } from 'react'
import { bytes, percent } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Progress } from '@/ui/Bits.jsx'
import { Button } from '@/ui/Button.jsx'
import { Dialog } from '@/ui/Dialog.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { AddVoiceForm } from './AddVoiceForm.jsx'
import { SampleButton } from './SampleButton.jsx'
import { VoiceFacts } from './VoiceFacts.jsx'
import { useAddVoice } from './useAddVoice.js'

/** @typedef {import('@/lib/api.js').Voice} Voice */

/** A voice from clips. @param {{open: boolean, onClose: () => void, onAdded?: (voice: Voice) => void}} props `onAdded` when the person has read what was heard and is done */
export function AddVoiceDialog({ open, onClose, onAdded }) {
  if (!open) return null // everything that was typed goes with it
  return <Adding onClose={onClose} onAdded={onAdded} />
}

/** @type {import('./AddVoiceForm.jsx').Wanted} */
const NOTHING = { name: '', clips: [], isolate: 'auto', rights: null }

/** @param {{onClose: () => void, onAdded?: (voice: Voice) => void}} props */
function Adding({ onClose, onAdded }) {
  const { state, add, cancel } = useAddVoice()
  const [typed, setTyped] = useState(NOTHING)
  const done = state.step === 'done' ? state.voice : null
  const close = () => {
    if (done) onAdded?.(done)
    else cancel()
    onClose()
  }
  return (
    <Dialog open onClose={close} title={done ? t.addVoice.added(done.name) : t.addVoice.title} hint={done ? t.addVoice.addedHint : t.addVoice.hint}>
      {state.step === 'asking' && (
        <AddVoiceForm start={typed} onSend={(request) => (setTyped(request), void add(request))} onCancel={close}>
          {state.problem && <ProblemCard error={state.problem} inSight />}
        </AddVoiceForm>
      )}
      {(state.step === 'sending' || state.step === 'listening') && <Underway state={state} onCancel={cancel} />}
      {done && <Heard voice={done} onDone={close} />}
    </Dialog>
  )
}

/** @param {{state: {step: 'sending', loaded: number, total: number} | {step: 'listening'}, onCancel: () => void}} props */
function Underway({ state, onCancel }) {
  return (
    <div className="grid gap-4">
      <div className="grid min-h-24 content-center gap-2">
        {state.step === 'sending' ? (
          <>
            <p className="numbers">{t.addVoice.sending(bytes(state.loaded), bytes(state.total))} · {percent(state.loaded / state.total)}</p>
            <Progress value={state.loaded / state.total} label={t.addVoice.progress} />
          </>
        ) : (
          <>
            <p role="status" className="flex items-center gap-2 font-medium">
              <Ear aria-hidden="true" className="size-5 shrink-0 text-accent motion-safe:animate-pulse" />
              {t.addVoice.listening}
            </p>
            <p className="text-soft">{t.addVoice.listeningHint}</p>
          </>
        )}
      </div>
      <div className="flex justify-end"><Button onClick={onCancel}>{t.common.cancel}</Button></div>
    </div>
  )
}

/** @param {{voice: Voice, onDone: () => void}} props */
function Heard({ voice, onDone }) {
  return (
    <div className="grid min-w-0 gap-4">
      <p role="status" className="sr-only">{t.addVoice.added(voice.name)}</p>
      <VoiceFacts voice={voice} whole />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <SampleButton voice={voice} kind="sample" />
        <SampleButton voice={voice} kind="preview" />
        <Button look="primary" onClick={onDone}>{t.addVoice.done}</Button>
      </div>
    </div>
  )
}
