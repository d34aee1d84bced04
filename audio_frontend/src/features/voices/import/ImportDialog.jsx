// @ts-check
import { useState } from 'react'
import { api } from '@/lib/api.js'
import { askImport, endImport, keepFiles, useImport } from '@/lib/drop/voiceImport.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { Dialog } from '@/ui/Dialog.jsx'
import { SampleButton } from '../SampleButton.jsx'
import { Underway } from '../Underway.jsx'
import { VoiceFacts } from '../VoiceFacts.jsx'
import { useVoiceSending } from '../useVoiceSending.js'
import { ImportForm } from './ImportForm.jsx'

/** @typedef {import('@/lib/api.js').Voice} Voice */
/** @typedef {import('./ImportForm.jsx').Wanted} Wanted */
/** @typedef {import('@/lib/drop/voiceImport.js').Import} Import */

/** A trained voice from its files, over whatever page they were brought to. */
export function ImportDialog() {
  const wanted = useImport()
  const [round, setRound] = useState(0)
  if (!wanted) return null // everything that was typed goes with it
  return <Importing key={round} wanted={wanted} onNext={() => setRound(round + 1)} />
}

const NOTHING = { name: '', licence: '', rights: null }
/** @param {Wanted} wanted @param {import('@/lib/api.js').Sending} sending */
const send = (wanted, sending) => api.importVoice(wanted, sending)
const filesOf = (/** @type {Wanted} */ { files }) => files

/** @param {{wanted: Import, onNext: () => void}} props `onNext`: files have come meanwhile, they are another voice's */
function Importing({ wanted, onNext }) {
  const { state, add, cancel } = useVoiceSending(send, filesOf)
  const [typed, setTyped] = useState(/** @type {Omit<Wanted, 'files'>} */ (NOTHING))
  const [sent, setSent] = useState(/** @type {File[]} */ ([]))
  const done = state.step === 'done' ? state.voice : null
  /** @param {Wanted} request */
  const start = ({ files, ...texts }) => {
    setTyped(texts)
    setSent(files)
    void add({ files, ...texts })
  }
  const close = () => {
    const later = wanted.files.filter((file) => !sent.includes(file))
    if (done) wanted.onAdded?.(done)
    else cancel()
    endImport()
    if (done && later.length) onNext(), askImport(later)
  }
  return (
    <Dialog open onClose={close} title={done ? t.addVoice.added(done.name) : t.importVoice.title} hint={done ? t.importVoice.addedHint : t.importVoice.hint}>
      {state.step === 'asking' && <ImportForm files={wanted.files} onFiles={keepFiles} start={typed} problem={state.problem} onSend={start} onCancel={close} />}
      {(state.step === 'sending' || state.step === 'working') && <Underway state={state} words={t.importVoice} onCancel={cancel} />}
      {done && <Found voice={done} onDone={close} />}
    </Dialog>
  )
}

/** @param {{voice: Voice, onDone: () => void}} props */
function Found({ voice, onDone }) {
  return (
    <div className="grid min-w-0 gap-4">
      <p role="status" className="sr-only">{t.addVoice.added(voice.name)}</p>
      <VoiceFacts voice={voice} whole />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <SampleButton voice={voice} kind="test" />
        <Button look="primary" onClick={onDone}>{t.addVoice.done}</Button>
      </div>
    </div>
  )
}
