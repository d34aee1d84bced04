// @ts-check
import { Suspense, lazy, useSyncExternalStore } from 'react'
import { ErrorBoundary } from '@/ui/ErrorBoundary.jsx'
import { nowPlaying, onNowPlaying } from './nowPlaying.js'

const Bar = lazy(() => import('./Bar.jsx').then((module) => ({ default: module.Bar })))

/** What plays on while one is elsewhere, at the foot of every page. */
export function NowPlayingBar() {
  const entry = useSyncExternalStore(onNowPlaying, nowPlaying)
  return entry && <ErrorBoundary part><Suspense><Bar key={entry.key} entry={entry} /></Suspense></ErrorBoundary>
}
