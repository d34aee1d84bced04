// @ts-check
import { Redo2, Undo2 } from 'lucide-react'
import { t } from '@/lib/strings/index.js'
import { IconButton } from '@/ui/Button.jsx'

/** @typedef {Pick<ReturnType<typeof import('./useMix.js').useMix>, 'undo' | 'redo' | 'undoable' | 'redoable'>} Steps */

/** They stay where they are, also when there is nothing to take back. @param {{steps: Steps}} props */
export function UndoButtons({ steps: { undo, redo, undoable, redoable } }) {
  const off = 'cursor-not-allowed opacity-40'
  return (
    <div role="group" aria-label={t.result.mixer.steps} className="flex">
      <IconButton label={undoable ? t.result.mixer.undo : t.result.mixer.noUndo} aria-disabled={!undoable || undefined} className={undoable ? '' : off} icon={<Undo2 aria-hidden="true" className="size-5" />} onClick={undo} />
      <IconButton label={redoable ? t.result.mixer.redo : t.result.mixer.noRedo} aria-disabled={!redoable || undefined} className={redoable ? '' : off} icon={<Redo2 aria-hidden="true" className="size-5" />} onClick={redo} />
    </div>
  )
}
