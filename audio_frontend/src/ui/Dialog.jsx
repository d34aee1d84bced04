// @ts-check
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useRef } from 'react'
import { t } from '@/lib/strings/index.js'
import { Button, IconButton } from './Button.jsx'

/** A sheet over the page; Escape and the cross close it, the focus goes back to where it was. @param {{open: boolean, onClose: () => void, title: string, hint?: string, children: import('react').ReactNode}} props */
export function Dialog({ open, onClose, title, hint, children }) {
  const opener = useRef(/** @type {HTMLElement | null} */ (null)) // Radix knows only triggers of its own
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={() => (opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null)}
          onCloseAutoFocus={(event) => (event.preventDefault(), opener.current?.focus())}
          className="fixed inset-x-3 top-1/2 z-50 mx-auto flex max-h-[88dvh] max-w-lg scroll-py-20 -translate-y-1/2 flex-col overflow-y-auto rounded-2xl border border-line bg-panel p-5 shadow-xl"
        >
          <div className="mb-3 flex items-start justify-between gap-3">
            <div className="min-w-0">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {hint && <p className="text-sm text-soft">{hint}</p>}
            </div>
            <Radix.Close asChild>
              <IconButton label={t.common.close} icon={<X className="size-5" aria-hidden="true" />} className="-me-2 -mt-2" />
            </Radix.Close>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Asks before what can't be undone. @param {{open: boolean, onClose: () => void, title: string, children: import('react').ReactNode, act: string, onAct: () => void}} props */
export function Confirm({ open, onClose, title, children, act, onAct }) {
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <div className="whole">{children}</div>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={onClose}>{t.common.keep}</Button>
        <Button look="danger" onClick={() => (onAct(), onClose())}>{act}</Button>
      </div>
    </Dialog>
  )
}
