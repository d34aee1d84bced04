// @ts-check
import { useState } from 'react'
import { t } from '@/lib/strings/index.js'
import { Fold } from '@/ui/Bits.jsx'

const KEY = 'song-more'

/** Whether it was left open the last time. */
const remembered = () => localStorage.getItem(KEY) === 'open'

/** All that has a good default: folded until it is wanted, and then left as it was left. @param {{open: boolean, children: import('react').ReactNode}} props `open`: there is something in it that was decided before */
export function MoreSettings({ open, children }) {
  const [starts] = useState(() => open || remembered())
  return (
    <section aria-label={t.song.more} className="min-w-0">
      <Fold title={t.song.more} hint={t.song.moreHint} open={starts} onChange={(now) => localStorage.setItem(KEY, now ? 'open' : 'closed')}>
        <div className="grid min-w-0 gap-4">{children}</div>
      </Fold>
    </section>
  )
}
