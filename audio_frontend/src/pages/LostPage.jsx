// @ts-check
import { LinkButton } from '../components/ui/Button.jsx'
import { links } from '../hooks/useRoute.js'
import { t } from '../strings/en.js'

export function LostPage() {
  return (
    <div className="mx-auto max-w-md py-16 text-center">
      <h1>{t.lost.title}</h1>
      <p className="mt-2 mb-6 text-soft">{t.lost.detail}</p>
      <LinkButton look="primary" href={links.studio}>{t.lost.home}</LinkButton>
    </div>
  )
}
