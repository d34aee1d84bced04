// @ts-check
import { Ban, CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import { forwardRef } from 'react'

const LOOKS = {
  completed: { Icon: CircleCheck, ink: 'text-good' },
  partial: { Icon: TriangleAlert, ink: 'text-warn' },
  failed: { Icon: CircleX, ink: 'text-bad' },
  cancelled: { Icon: Ban, ink: 'text-soft' },
}

/** How it ended; the focus comes here when a job ends while one watches. */
export const EndHeading = forwardRef(
  /** @param {{status: keyof typeof LOOKS, children: string}} props @param {import('react').ForwardedRef<HTMLHeadingElement>} ref */
  function EndHeading({ status, children }, ref) {
    const { Icon, ink } = LOOKS[status]
    return (
      <h2 ref={ref} tabIndex={-1} className="flex scroll-mt-4 items-center gap-2.5 text-xl font-semibold tracking-tight">
        <Icon aria-hidden="true" className={`size-6 shrink-0 ${ink}`} />
        {children}
      </h2>
    )
  },
)
