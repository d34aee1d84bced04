// @ts-check
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { LinkButton } from '@/ui/Button.jsx'

export function LostPage() {
  return (
    <div className="mx-auto max-w-md py-16 text-center">
      <h1>{t.lost.title}</h1>
      <p className="mt-2 mb-6 text-soft">{t.lost.detail}</p>
      <LinkButton look="primary" href={links.studio}>{t.lost.home}</LinkButton>
    </div>
  )
}
