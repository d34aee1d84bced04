// @ts-check
import { useState } from 'react'
import { api } from '@/lib/api.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { Dialog } from '@/ui/Dialog.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { AddVoiceForm } from './AddVoiceForm.jsx'
import { SampleButton } from './SampleButton.jsx'
import { Underway } from './Underway.jsx'
import { VoiceFacts } from './VoiceFacts.jsx'
import { useVoiceSending } from './useVoiceSending.js'

/** @typedef {import('@/lib/api.js').Voice} Voice */

/** A voice from clips. @param {{open: boolean, onClose: () => void, onAdded?: (voice: Voice) => void}} props `onAdded` when the person has read what was heard and is done */
export function AddVoiceDialog({ open, onClose, onAdded }) {
  if (!open) return null // everything that was typed goes with it
  return <Adding onClose={onClose} onAdded={onAdded} />
}

/** @type {import('./AddVoiceForm.jsx').Wanted} */
const NOTHING = { name: '', clips: [], isolate: 'auto', engine: '', rights: null }
const clipsOf = (/** @type {import('./AddVoiceForm.jsx').Wanted} */ { clips }) => clips
/** @param {import('./AddVoiceForm.jsx').Wanted} wanted @param {import('@/lib/api.js').Sending} sending */
const send = (wanted, sending) => api.addVoice(wanted, sending)

/** @param {{onClose: () => void, onAdded?: (voice: Voice) => void}} props */
function Adding({ onClose, onAdded }) {
  const { state, add, cancel } = useVoiceSending(send, clipsOf)
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
      {(state.step === 'sending' || state.step === 'working') && <Underway state={state} words={t.addVoice} onCancel={cancel} />}
      {done && <Heard voice={done} onDone={close} />}
    </Dialog>
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
