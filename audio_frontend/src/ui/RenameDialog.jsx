// @ts-check
import { useState } from 'react'
import { t } from '@/lib/strings/index.js'
import { Button } from './Button.jsx'
import { Dialog } from './Dialog.jsx'
import { TextField } from './Fields.jsx'
import { ProblemCard } from './ProblemCard.jsx'
import { useRefusal } from './refusal.js'

/**
 * Another name for something; what was typed stays when it is refused.
 * @param {object} props
 * @param {{title: string, label: string, none: string, longest: number}} props.words `none`: said of an empty field
 * @param {string} props.name as it is called now
 * @param {{mutate: (name: string, then: {onSuccess: () => void}) => void, isPending: boolean, error: Error | null, reset: () => void}} props.rename
 * @param {() => void} props.onClose
 */
export function RenameDialog({ words, name, rename, onClose }) {
  const [typed, setTyped] = useState(name)
  const newName = typed.trim()
  const { form, refuse } = useRefusal()
  const close = () => {
    rename.reset()
    onClose()
  }
  /** @param {import('react').FormEvent} event */
  const save = (event) => {
    event.preventDefault()
    if (!newName) return refuse()
    if (rename.isPending) return
    if (newName === name) close()
    else rename.mutate(newName, { onSuccess: close })
  }
  return (
    <Dialog open onClose={close} title={words.title}>
      <form ref={form} onSubmit={save} className="grid gap-4">
        <TextField label={words.label} value={typed} maxLength={words.longest} autoComplete="off" problem={newName ? undefined : words.none} onChange={(event) => setTyped(event.target.value)} />
        {rename.error && <ProblemCard error={rename.error} inSight />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="quiet" onClick={close}>{t.common.cancel}</Button>
          <Button look="primary" type="submit" reason={rename.isPending ? t.job.attention.asked : newName ? null : words.none}>{t.common.save}</Button>
        </div>
      </form>
    </Dialog>
  )
}
