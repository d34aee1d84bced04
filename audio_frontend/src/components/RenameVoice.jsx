// @ts-check
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { keys } from '../hooks/queries.js'
import { api } from '../services/api.js'
import { t } from '../strings/en.js'
import { LONGEST_NAME } from '../utils/voice.js'
import { Button } from './ui/Button.jsx'
import { Dialog } from './ui/Dialog.jsx'
import { TextField } from './ui/Fields.jsx'
import { ProblemCard } from './ui/ProblemCard.jsx'

/** @param {{voice: import('../services/api.js').Voice, onClose: () => void}} props */
export function RenameVoice({ voice, onClose }) {
  const [name, setName] = useState(voice.name)
  const client = useQueryClient()
  const rename = useMutation({
    mutationFn: () => api.renameVoice(voice.voice_id, name.trim()),
    onSuccess: () => {
      client.invalidateQueries({ queryKey: keys.voices })
      onClose()
    },
  })
  /** @param {import('react').FormEvent} event */
  const save = (event) => {
    event.preventDefault()
    if (!name.trim() || rename.isPending) return
    if (name.trim() === voice.name) onClose()
    else rename.mutate()
  }
  return (
    <Dialog open onClose={onClose} title={t.voices.renameTitle}>
      <form onSubmit={save} className="grid gap-4">
        {rename.isError && <ProblemCard error={rename.error} />}
        <TextField label={t.voices.newName} value={name} maxLength={LONGEST_NAME} autoComplete="off" problem={name.trim() ? undefined : t.addVoice.noName} onChange={(event) => setName(event.target.value)} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="quiet" onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" look="primary" reason={rename.isPending ? t.job.attention.asked : null}>{t.voices.save}</Button>
        </div>
      </form>
    </Dialog>
  )
}
