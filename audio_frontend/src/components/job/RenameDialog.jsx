// @ts-check
import { useState } from 'react'
import { t } from '../../strings/en.js'
import { Button } from '../ui/Button.jsx'
import { Dialog } from '../ui/Dialog.jsx'
import { TextField } from '../ui/Fields.jsx'
import { ProblemCard } from '../ui/ProblemCard.jsx'

const LONGEST = 200

/** @param {{title: string, rename: import('../../hooks/useJobManager.js').Manager['rename'], onClose: () => void}} props */
export function RenameDialog({ title, rename, onClose }) {
  const [typed, setTyped] = useState(title)
  const empty = !typed.trim()
  const close = () => {
    rename.reset()
    onClose()
  }
  /** @param {import('react').FormEvent} event */
  const save = (event) => {
    event.preventDefault()
    if (!empty) rename.mutate(typed.trim(), { onSuccess: close })
  }
  return (
    <Dialog open onClose={close} title={t.job.rename}>
      <form onSubmit={save} className="grid gap-4">
        <TextField label={t.job.newTitle} value={typed} maxLength={LONGEST} problem={empty ? t.job.noTitle : undefined} onChange={(event) => setTyped(event.target.value)} />
        {rename.error && <ProblemCard error={rename.error} />}
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={close}>{t.common.cancel}</Button>
          <Button look="primary" type="submit" reason={empty ? t.job.noTitle : null}>{t.job.save}</Button>
        </div>
      </form>
    </Dialog>
  )
}
