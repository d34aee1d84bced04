// @ts-check
import { FlaskConical, Sparkles } from 'lucide-react'
import { bytes, roughRange } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { showProblem } from '@/ui/refusal.js'
import { useFoot } from '@/ui/useFoot.js'

/** @typedef {{eta_s: {low: number, high: number, measured_here: boolean}, disk_bytes: number, parts: string}} Estimate `parts`: of what and how many it is */

const words = t.song.submit

/** It is an estimate: no tenths of a megabyte. @param {number} size */
const roundly = (size) => (size < 1e9 ? Math.round(size / 1e6) * 1e6 : size)

/** "About 2–4 min on this computer · 9 segments · 410 MB of disk". @param {Estimate} estimate */
const estimateLabel = ({ eta_s, parts, disk_bytes }) =>
  [words.about(roughRange(eta_s)), parts, words.disk(bytes(roundly(disk_bytes)))].join(' · ')

/**
 * What it will take, and the ways to go; always in sight where the screen is high enough (not at 400 %). On a phone
 * only the ways, and not over what plays on: bars take little of it.
 * @param {{estimate: Estimate | undefined, busy: boolean, reason: string | null, children: import('react').ReactNode}} props `reason`: why one of the ways can't be gone now
 */
export function SubmitBar({ estimate, busy, reason, children }) {
  const foot = useFoot()
  return (
    <section
      aria-label={words.title}
      className="z-20 max-sm:contents sm:bottom-[calc(var(--nav)+var(--player)+env(safe-area-inset-bottom)+0.5rem)] sm:flex sm:flex-wrap sm:items-center sm:justify-between sm:gap-x-6 sm:gap-y-3 sm:rounded-2xl sm:border sm:border-line sm:bg-panel sm:p-4 sm:shadow-lg lg:bottom-[calc(var(--player)+1rem)] sm:[@media(min-height:30rem)]:sticky"
    >
      <div className="numbers grid min-h-10 min-w-0 flex-1 basis-64 content-center text-sm max-sm:rounded-2xl max-sm:border max-sm:border-line max-sm:bg-panel max-sm:p-3" aria-live="polite" aria-busy={busy}>
        {estimate ? (
          <p className={busy ? 'text-soft' : ''}>
            <span className="font-medium">{estimateLabel(estimate)}</span>
            {!estimate.eta_s.measured_here && <span className="text-soft"> ({words.guessed})</span>}
          </p>
        ) : (
          <p className="text-soft">{busy ? words.asking : words.none}</p>
        )}
        {reason && <p id="foot-reason" className="mt-0.5">{reason}</p>}
      </div>
      <div ref={foot} className="flex flex-1 gap-2 max-sm:bottom-[calc(var(--nav)+env(safe-area-inset-bottom))] max-sm:z-20 max-sm:-mx-4 max-sm:border-t max-sm:border-line max-sm:bg-panel max-sm:px-4 max-sm:py-2 sm:flex-none max-sm:[@media(min-height:30rem)]:sticky max-sm:in-data-playing:static!">
        {children}
      </div>
    </section>
  )
}

/** @param {{starting: boolean} & Parameters<typeof Act>[0]} props */
export const TryAct = ({ starting, ...rest }) => <Act icon={<FlaskConical aria-hidden="true" className="size-4.5" />} {...rest}>{starting ? words.starting : words.try}</Act>

/** @param {{starting: boolean} & Parameters<typeof Act>[0]} props */
export const MakeAct = ({ starting, children, ...rest }) => <Act look="primary" icon={<Sparkles aria-hidden="true" className="size-4.5" />} {...rest}>{starting ? words.starting : children}</Act>

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
