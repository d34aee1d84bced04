// @ts-check
import { AudioLines, CircleHelp, Gauge, Library, ListMusic, Mic, Moon, Sun } from 'lucide-react'
import { cn } from '@/lib/cn.js'
import { t } from '@/lib/strings/index.js'
import { links } from '@/lib/place/useRoute.js'
import { IconButton } from '@/ui/Button.jsx'
import { useTheme } from './useTheme.js'

const PLACES = [
  { pages: ['studio', 'song', 'batch'], link: links.studio, label: t.nav.studio, Icon: AudioLines },
  { pages: ['songs', 'versions'], link: links.songs, label: t.nav.songs, Icon: ListMusic },
  { pages: ['library', 'job'], link: links.library, label: t.nav.library, Icon: Library },
  { pages: ['voices'], link: links.voices, label: t.nav.voices, Icon: Mic },
  { pages: ['system'], link: links.system, label: t.nav.system, Icon: Gauge },
]

/** The frame: a rail on wide screens, a bar at the bottom on phones. @param {{page: string, onHelp: () => void, banner?: import('react').ReactNode, bar?: import('react').ReactNode, children: import('react').ReactNode}} props */
export function AppShell({ page, onHelp, banner, bar, children }) {
  const { theme, toggle } = useTheme()
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13rem_minmax(0,1fr)]">
      <a href="#main" onClick={(event) => (event.preventDefault(), document.getElementById('main')?.focus())} className="sr-only focus:not-sr-only focus:fixed focus:start-3 focus:top-3 focus:z-50 focus:rounded-lg focus:bg-panel focus:p-3">
        {t.common.skip}
      </a>
      <header className="z-30 flex items-center justify-between border-b border-line bg-panel px-4 py-2 lg:sticky lg:top-0 lg:h-dvh lg:flex-col lg:items-stretch lg:justify-start lg:gap-6 lg:border-e lg:border-b-0 lg:px-3 lg:py-5">
        <a href={links.studio} className="flex items-center gap-2.5 rounded-lg font-semibold tracking-tight lg:px-2">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" className="size-7" />
          {t.common.studio}
        </a>
        <nav aria-label={t.nav.label} className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-5 border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] lg:static lg:flex lg:flex-col lg:gap-1 lg:border-0 lg:pb-0">
          {PLACES.map(({ pages, link, label, Icon }) => {
            const isCurrent = pages.includes(page)
            return (
              <a
                key={link}
                href={link}
                aria-current={isCurrent ? 'page' : undefined}
                className={cn(
                  'flex min-h-12 flex-col items-center justify-center gap-0.5 text-xs font-medium lg:min-h-10 lg:flex-row lg:justify-start lg:gap-3 lg:rounded-lg lg:px-3 lg:text-sm',
                  isCurrent ? 'text-accent lg:bg-accent-soft' : 'text-soft hover:text-ink lg:hover:bg-raised',
                )}
              >
                <Icon aria-hidden="true" className="size-5" />
                {label}
              </a>
            )
          })}
        </nav>
        <div className="flex lg:mt-auto">
          <IconButton label={t.nav.help} icon={<CircleHelp aria-hidden="true" className="size-5" />} onClick={onHelp} />
          <IconButton label={theme === 'dark' ? t.nav.light : t.nav.dark} icon={theme === 'dark' ? <Sun aria-hidden="true" className="size-5" /> : <Moon aria-hidden="true" className="size-5" />} onClick={toggle} />
        </div>
      </header>
      <div className="min-w-0 pb-[calc(6rem+var(--player))] lg:pb-[calc(2.5rem+var(--player))]">
        {banner}
        <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl px-4 py-5 outline-none sm:px-6 lg:py-8">
          {children}
        </main>
      </div>
      {bar}
    </div>
  )
}
