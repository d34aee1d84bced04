// @ts-check
import { useId } from 'react'
import { cn } from '@/lib/cn.js'

/** How much of something is taken; the words say how much is free. @param {{label: string, used: number, total: number, text: string, warn?: boolean}} props */
export function Meter({ label, used, total, text, warn = false }) {
  const id = useId()
  const share = total ? Math.min(Math.max(used / total, 0), 1) : 0
  return (
    <div className="min-w-0">
      <div className="mb-1 flex flex-wrap justify-between gap-x-4">
        <span id={id} className="font-medium">{label}</span>
        <span className="numbers text-soft">{text}</span>
      </div>
      <div role="meter" aria-labelledby={id} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)} aria-valuetext={text} className="h-2 overflow-hidden rounded-full bg-line">
        <div className={cn('h-full rounded-full', warn ? 'bg-warn' : 'bg-accent')} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  )
}
