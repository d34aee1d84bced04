// @ts-check
import { useState } from 'react'
import { t } from '@/lib/strings/index.js'
import { STORAGE_KEY, shortcutsOff } from '@/lib/place/useShortcuts.js'
import { Dialog } from '@/ui/Dialog.jsx'
import { Switch } from '@/ui/Fields.jsx'

/** The `?` sheet. @param {{open: boolean, onClose: () => void}} props */
export function ShortcutsDialog({ open, onClose }) {
  const [off, setOff] = useState(shortcutsOff)
  /** @param {boolean} on */
  const change = (on) => {
    try {
      localStorage.setItem(STORAGE_KEY, String(!on))
    } catch {
      // storage is forbidden here: nothing to remember it in
    }
    setOff(!on)
  }
  return (
    <Dialog open={open} onClose={onClose} title={t.shortcuts.title} hint={t.shortcuts.hint}>
      <table className="w-full text-sm">
        <caption className="sr-only">{t.shortcuts.title}</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">{t.shortcuts.key}</th>
            <th scope="col">{t.shortcuts.action}</th>
          </tr>
        </thead>
        <tbody>
          {t.shortcuts.rows.map(([names, action]) => (
            <tr key={action} className="border-t border-line">
              <th scope="row" className="py-1.5 pe-4 text-start font-normal whitespace-nowrap">
                {names.split(' ').map((name) => (
                  <kbd key={name} className="me-1 rounded border border-edge bg-raised px-1.5 py-0.5 font-sans text-xs">{name}</kbd>
                ))}
              </th>
              <td className="py-1.5">{action}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="mt-4 border-t border-line pt-4">
        <Switch label={t.shortcuts.on} hint={t.shortcuts.onHint} checked={!off} onChange={change} />
      </div>
    </Dialog>
  )
}
