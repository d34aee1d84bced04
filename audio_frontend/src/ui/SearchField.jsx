// @ts-check
import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useDebounced } from '@/lib/useDebounced.js'
import { TextField } from './Fields.jsx'

const REST_MS = 250

/** Typed here at once, asked when it rests. @param {{label: string, q: string, onSearch: (q: string) => void}} props */
export function SearchField({ label, q, onSearch }) {
  const [typed, setTyped] = useState(q)
  const [known, setKnown] = useState(q)
  const rested = useDebounced(typed, REST_MS)
  if (q !== known) { // changed by the address: back, a link, “show all”
    setKnown(q)
    if (q !== rested.trim()) setTyped(q)
  }
  useEffect(() => {
    if (rested === typed && rested.trim() !== q) onSearch(rested.trim())
  })
  return (
    <div className="relative min-w-0 flex-1 basis-60 sm:max-w-sm">
      <Search aria-hidden="true" className="pointer-events-none absolute start-3 bottom-2.5 size-5 text-soft" />
      <TextField label={label} hideLabel type="search" placeholder={label} value={typed} maxLength={200} onChange={(event) => setTyped(event.target.value)} style={{ paddingInlineStart: '2.5rem' }} />
    </div>
  )
}
