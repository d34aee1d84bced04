// @ts-check
import { Suspense, lazy, useDeferredValue, useEffect, useState } from 'react'
import { DropAnywhere } from '@/features/intake/DropAnywhere.jsx'
import { StudioPage } from '@/features/intake/StudioPage.jsx'
import { useImport } from '@/lib/drop/voiceImport.js'
import { later } from '@/lib/place/later.js'
import { t } from '@/lib/strings/index.js'
import { useRoute } from '@/lib/place/useRoute.js'
import { useShortcuts } from '@/lib/place/useShortcuts.js'
import { NowPlayingBar } from '@/player/staying/NowPlayingBar.jsx'
import { Waiting } from '@/ui/Bits.jsx'
import { ErrorBoundary } from '@/ui/ErrorBoundary.jsx'
import { AppShell } from './AppShell.jsx'
import { LostPage } from './LostPage.jsx'
import { OfflineBanner } from './OfflineBanner.jsx'
import { ShortcutsDialog } from './ShortcutsDialog.jsx'
import { useOtherTabs } from './useOtherTabs.js'
import { usePlace } from './usePlace.js'

const LATER = {
  BatchPage: () => import('@/features/batch/BatchPage.jsx').then((module) => ({ default: module.BatchPage })),
  JobPage: () => import('@/features/job/JobPage.jsx').then((module) => ({ default: module.JobPage })),
  LibraryPage: () => import('@/features/library/LibraryPage.jsx').then((module) => ({ default: module.LibraryPage })),
  SongPage: () => import('@/features/song/SongPage.jsx').then((module) => ({ default: module.SongPage })),
  SongsPage: () => import('@/features/songs/SongsPage.jsx').then((module) => ({ default: module.SongsPage })),
  SystemPage: () => import('@/features/system/SystemPage.jsx').then((module) => ({ default: module.SystemPage })),
  VersionsPage: () => import('@/features/songs/VersionsPage.jsx').then((module) => ({ default: module.VersionsPage })),
  VoicesPage: () => import('@/features/voices/VoicesPage.jsx').then((module) => ({ default: module.VoicesPage })),
}
const BatchPage = later('batch', LATER.BatchPage)
const JobPage = later('job', LATER.JobPage)
const LibraryPage = later('library', LATER.LibraryPage)
const SongPage = later('song', LATER.SongPage)
const SongsPage = later('songs', LATER.SongsPage)
const SystemPage = later('system', LATER.SystemPage)
const VersionsPage = later('versions', LATER.VersionsPage)
const VoicesPage = later('voices', LATER.VoicesPage)

const fetchImport = () => import('@/features/voices/import/ImportDialog.jsx').then((module) => ({ default: module.ImportDialog }))
const ImportDialog = lazy(fetchImport)

/** The import of a trained voice, over the page that its files were brought to. */
function VoiceImport() {
  return useImport() && (
    <Suspense fallback={null}>
      <ErrorBoundary part><ImportDialog /></ErrorBoundary>
    </Suspense>
  )
}

/** Which have a place for dropped files of their own. */
const TAKES_FILES = ['studio', 'batch']

/** The other pages come while nothing else is to be done, so that no click waits for them. */
function usePagesAhead() {
  useEffect(() => {
    const timer = setTimeout(() => [...Object.values(LATER), fetchImport].forEach((fetchPage) => fetchPage().catch(() => {})), 1500)
    return () => clearTimeout(timer)
  }, [])
}

/** @param {{route: import('@/lib/place/useRoute.js').Route}} props */
function Page({ route }) {
  switch (route.page) {
    case 'studio':
      return <StudioPage />
    case 'song':
      return <SongPage key={`${route.id}${route.from ?? ''}`} fileId={route.id} from={route.from} />
    case 'batch':
      return <BatchPage />
    case 'songs':
      return <SongsPage />
    case 'versions':
      return <VersionsPage key={route.id} fileId={route.id} />
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
  usePlace(shown)
  useOtherTabs()
  useShortcuts({ '?': () => setHelp(true) })
  return (
    <AppShell page={route.page} onHelp={() => setHelp(true)} banner={<OfflineBanner />} bar={<NowPlayingBar />}>
      <Suspense fallback={<Waiting label={t.common.loading} className="h-[70dvh]" />}>
        <ErrorBoundary part key={JSON.stringify(shown)}><Page route={shown} /></ErrorBoundary>
      </Suspense>
      <DropAnywhere stay={TAKES_FILES.includes(route.page)} />
      <VoiceImport />
      <ShortcutsDialog open={help} onClose={() => setHelp(false)} />
    </AppShell>
  )
}
