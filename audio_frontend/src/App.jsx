// @ts-check
import { Suspense, lazy, useDeferredValue, useEffect, useState } from 'react'
import { AppShell } from './components/AppShell.jsx'
import { OfflineBanner } from './components/OfflineBanner.jsx'
import { ShortcutsDialog } from './components/ShortcutsDialog.jsx'
import { Waiting } from './components/ui/Bits.jsx'
import { useRoute } from './hooks/useRoute.js'
import { useShortcuts } from './hooks/useShortcuts.js'
import { LostPage } from './pages/LostPage.jsx'
import { StudioPage } from './pages/StudioPage.jsx'
import { t } from './strings/en.js'

const LATER = {
  JobPage: () => import('./pages/JobPage.jsx').then((found) => ({ default: found.JobPage })),
  LibraryPage: () => import('./pages/LibraryPage.jsx').then((found) => ({ default: found.LibraryPage })),
  SongPage: () => import('./pages/SongPage.jsx').then((found) => ({ default: found.SongPage })),
  SystemPage: () => import('./pages/SystemPage.jsx').then((found) => ({ default: found.SystemPage })),
  VoicesPage: () => import('./pages/VoicesPage.jsx').then((found) => ({ default: found.VoicesPage })),
}
const JobPage = lazy(LATER.JobPage)
const LibraryPage = lazy(LATER.LibraryPage)
const SongPage = lazy(LATER.SongPage)
const SystemPage = lazy(LATER.SystemPage)
const VoicesPage = lazy(LATER.VoicesPage)

/** The other pages come while nothing else is to be done, so that no click waits for them. */
function usePagesAhead() {
  useEffect(() => {
    const timer = setTimeout(() => Object.values(LATER).forEach((fetchPage) => fetchPage().catch(() => {})), 1500)
    return () => clearTimeout(timer)
  }, [])
}

/** @param {{route: import('./hooks/useRoute.js').Route}} props */
function Page({ route }) {
  switch (route.page) {
    case 'studio':
      return <StudioPage />
    case 'song':
      return <SongPage key={`${route.id}${route.from ?? ''}`} fileId={route.id} from={route.from} />
    case 'library':
      return <LibraryPage />
    case 'job':
      return <JobPage key={route.id} jobId={route.id} />
    case 'voices':
      return <VoicesPage />
    case 'system':
      return <SystemPage />
    default:
      return <LostPage />
  }
}

export function App() {
  const route = useRoute()
  const shown = useDeferredValue(route) // a large page is drawn in slices, so that nothing stalls meanwhile
  const [help, setHelp] = useState(false)
  usePagesAhead()
  useShortcuts({ '?': () => setHelp(true) })
  return (
    <AppShell page={route.page} onHelp={() => setHelp(true)} banner={<OfflineBanner />}>
      <Suspense fallback={<Waiting label={t.common.loading} className="h-[70dvh]" />}>
        <Page route={shown} />
      </Suspense>
      <ShortcutsDialog open={help} onClose={() => setHelp(false)} />
    </AppShell>
  )
}
