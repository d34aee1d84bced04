// @ts-check
import { useRef, useState } from 'react'
import { cn } from '@/lib/cn.js'

/**
 * A large button that opens the file chooser and takes what is dropped on it.
 * @param {{label: string, title: string, choose: string, icon: import('react').ReactNode, accept?: string, multiple?: boolean, over?: boolean, compact?: boolean,
 *   onFiles: (files: File[]) => void, describedBy?: string, className?: string, children?: import('react').ReactNode}} props
 * `label` names the hidden input; `over`: files are held over the page, which then takes what is dropped here too; `compact`: one line high; `children`: what it takes
 */
export function DropZone({ label, title, choose, icon, accept, multiple = false, over, compact = false, onFiles, describedBy, className, children }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null))
  const [held, setHeld] = useState(false)
  const ready = over || held
  /** @param {FileList | null} files */
  const take = (files) => files?.length && onFiles(multiple ? [...files] : [files[0]])
  return (
    <>
      <button
        type="button"
        aria-describedby={describedBy}
        onClick={() => input.current?.click()}
        {...(over === undefined && {
          onDragOver: (event) => (event.preventDefault(), setHeld(true)),
          onDragLeave: (event) => !event.currentTarget.contains(/** @type {Node | null} */ (event.relatedTarget)) && setHeld(false),
          onDrop: (event) => (event.preventDefault(), setHeld(false), take(event.dataTransfer.files)),
        })}
        className={cn(
          'flex w-full min-w-0 items-center justify-center rounded-2xl border-2 border-dashed px-4 transition-colors',
          compact ? 'gap-4 text-start' : 'flex-col gap-3 text-center',
          ready ? 'border-accent bg-accent-soft' : 'border-edge bg-panel hover:border-accent hover:bg-raised',
          className,
        )}
      >
        <span className={cn('grid shrink-0 place-items-center rounded-full bg-accent-soft text-accent', compact ? 'size-11' : 'size-14')}>{icon}</span>
        <span className="grid gap-0.5">
          <span className={cn('font-semibold', !compact && 'text-lg')}>{title}</span>
          <span className="text-soft">{choose}</span>
        </span>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = '' // so that the same file can be chosen again
        }}
      />
    </>
  )
}
