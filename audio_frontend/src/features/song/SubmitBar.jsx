// @ts-check
import { FlaskConical, Sparkles } from 'lucide-react'
import { bytes, roughRange } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { showProblem } from '@/ui/refusal.js'

/** @typedef {import('@/lib/api.js').Validated} Validated */

const words = t.song.submit

/** It is an estimate: no tenths of a megabyte. @param {number} size */
const roundly = (size) => (size < 1e9 ? Math.round(size / 1e6) * 1e6 : size)

/** "About 2–4 min on this computer · 9 segments · 410 MB of disk". @param {Validated} estimate */
const estimateLabel = ({ eta_s, segments, disk_bytes }) =>
  [words.about(roughRange(eta_s)), words.segments(segments.length), words.disk(bytes(roundly(disk_bytes)))].join(' · ')

/**
 * What it will take, and the two ways to go; always in sight where the screen is high enough (not at 400 %).
 * @param {{estimate: Validated | undefined, busy: boolean, reason: string | null, tryReason: string | null, starting: 'try' | 'make' | null, onTry: () => void, onMake: () => void, tryHint: string}} props
 */
export function SubmitBar({ estimate, busy, reason, tryReason, starting, onTry, onMake, tryHint }) {
  return (
    <section
      aria-label={words.title}
      className="bottom-[calc(3.5rem+env(safe-area-inset-bottom)+0.5rem)] z-20 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-2xl border border-line bg-panel p-3 shadow-lg sm:p-4 lg:bottom-4 [@media(min-height:30rem)]:sticky"
    >
      <div className="numbers grid min-h-10 min-w-0 flex-1 basis-64 content-center text-sm" aria-live="polite" aria-busy={busy}>
        {estimate ? (
          <p className={busy ? 'text-soft' : ''}>
            <span className="font-medium">{estimateLabel(estimate)}</span>
            {!estimate.eta_s.measured_here && <span className="text-soft"> ({words.guessed})</span>}
          </p>
        ) : (
          <p className="text-soft">{busy ? words.asking : words.none}</p>
        )}
        {(reason || tryReason) && <p id="foot-reason" className="mt-0.5">{reason ?? tryReason}</p>}
      </div>
      <div className="flex flex-1 gap-2 sm:flex-none">
        <Act reason={tryReason} title={tryHint} icon={<FlaskConical aria-hidden="true" className="size-4.5" />} onClick={onTry}>{starting === 'try' ? words.starting : words.try}</Act>
        <Act reason={reason} look="primary" icon={<Sparkles aria-hidden="true" className="size-4.5" />} onClick={onMake}>{starting === 'make' ? words.starting : words.make}</Act>
      </div>
    </section>
  )
}

/** The reason stands beside the estimate, so that the two buttons stay on one line. @param {{reason: string | null} & import('react').ComponentProps<typeof Button>} props */
function Act({ reason, onClick, children, ...rest }) {
  return (
    <Button
      {...rest}
      size="large"
      aria-disabled={reason ? true : undefined}
      aria-describedby={reason ? 'foot-reason' : undefined}
      onClick={reason ? (event) => showProblem(event.currentTarget.form) : onClick}
      className={`flex-1 px-2 whitespace-nowrap min-[22.5rem]:px-4 sm:flex-none sm:px-6 ${reason ? 'cursor-not-allowed opacity-60' : ''}`}
    >
      {children}
    </Button>
  )
}
