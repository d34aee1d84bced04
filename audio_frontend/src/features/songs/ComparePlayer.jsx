// @ts-check
import { ArrowLeftRight, ChevronRight } from 'lucide-react'
import { RadioGroup } from 'radix-ui'
import { useEffect, useMemo, useState } from 'react'
import { urls } from '@/lib/api.js'
import { cn } from '@/lib/cn.js'
import { ago } from '@/lib/format.js'
import { useUpload } from '@/lib/queries.js'
import { useNoSound } from '@/lib/sound/sound.js'
import { t } from '@/lib/strings/index.js'
import { useDebounced } from '@/lib/useDebounced.js'
import { links } from '@/lib/place/useRoute.js'
import { useShortcuts } from '@/lib/place/useShortcuts.js'
import { useMultitrackPlayer, useMultitrackState } from '@/player/multitrack/useMultitrackPlayer.js'
import { toggle } from '@/player/transport.js'
import { pieceOf, useMediaSession } from '@/player/useMediaSession.js'
import { useTime } from '@/player/useTransport.js'
import { PeaksCanvas } from '@/player/waveform/PeaksCanvas.jsx'
import { PlayButton, TimeShown } from '@/player/waveform/WaveTools.jsx'
import { Waveform } from '@/player/waveform/Waveform.jsx'
import { Name } from '@/ui/Bits.jsx'
import { Button } from '@/ui/Button.jsx'
import { NoSound } from '@/ui/NoSound.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { equalised } from './versions.js'

/** @typedef {import('./versions.js').Finished} Finished */
/** @typedef {import('@/lib/api.js').Schemas['StemPeaks']} StemPeaks */
/** @typedef {import('@/player/multitrack/MultitrackPlayer.js').MultitrackPlayer} MultitrackPlayer */
/** @typedef {{id: string, label: string, outline: StemPeaks, job: Finished | null}} Version `job` is null for the original */
/** @typedef {Version & {job: Finished}} Cover */

const words = t.songs.versions
const ORIGINAL = 'original'

/**
 * Covers and the original at one play head, all equally loud; X changes between the last two that were heard.
 * @param {{covers: Cover[], original: StemPeaks, source: Finished, keys: boolean}} props newest first; `source` is the job that gives the original; `keys`: the page's keys are this player's
 */
export function ComparePlayer({ covers, original, source, keys }) {
  const versions = [{ id: ORIGINAL, label: words.original, outline: original, job: null }, ...covers]
  const duration = Math.max(...versions.map(({ outline }) => outline.duration_s))
  const tracks = useTracks(covers, source)
  const player = useMultitrackPlayer(tracks, { duration, group: covers[0].id, eager: covers[0].job.result.output_format === 'wav', origin: originOf(covers, source) })
  const { selectedGroup, state } = useMultitrackState(player)
  const song = useUpload(String(source.file_id)).data
  useMediaSession(player, pieceOf(song, covers.find(({ id }) => id === selectedGroup)?.job.title ?? (song ? undefined : words.original)))
  const [before, setBefore] = useState(ORIGINAL)
  const time = Math.min(useTime(player), duration)
  const levels = useEqualLevels(player, versions)
  useEffect(() => {
    if (state === 'playing') player.prepareGroup(before) // so that changing leaves no gap
  }, [player, state, before])

  /** @param {string} id */
  const hear = (id) => {
    if (id === selectedGroup) return
    setBefore(selectedGroup)
    player.selectGroup(id)
  }
  useShortcuts(!keys ? {} : { Space: () => toggle(player), x: () => hear(before), Home: () => player.seek(0), End: () => player.seek(duration) })
  const other = versions.find(({ id }) => id === before) ?? versions[0]
  return (
    <div className="grid min-w-0 gap-3">
      <Status player={player} versions={versions} levelDb={levels[selectedGroup] ?? 0} />
      <Waveform label={t.wave.position} peaks={original} transport={player} height={72} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <PlayButton transport={player} />
        <TimeShown transport={player} />
        <Button icon={<ArrowLeftRight aria-hidden="true" className="size-4" />} onClick={() => hear(other.id)} title={keys ? words.backHint : undefined} className="max-w-full">
          <Name most={32}>{words.back(other.label)}</Name>
        </Button>
      </div>
      <RadioGroup.Root aria-label={words.heard} value={selectedGroup} onValueChange={hear} className="grid gap-1.5">
        {versions.map((version) => <Row key={version.id} version={version} heard={version.id === selectedGroup} time={time} duration={duration} />)}
      </RadioGroup.Root>
    </div>
  )
}

/** What is said of it where its page isn't. @param {Cover[]} covers @param {Finished} source @returns {import('@/player/staying/nowPlaying.js').Origin} */
function originOf(covers, source) {
  const fileId = String(source.file_id)
  const original = { value: ORIGINAL, label: words.original, jobId: source.job_id }
  return { place: links.versions(fileId), fileId, versions: [original, ...covers.map(({ id, label, job }) => ({ value: id, label, jobId: id, title: job.title }))] }
}

/** The same array while they are the same files: what plays goes on. @param {Cover[]} covers @param {Finished} source @returns {import('@/player/multitrack/MultitrackPlayer.js').Track[]} */
function useTracks(covers, source) {
  const named = JSON.stringify([...covers.map(({ job }) => fileOf(job, 'mix')), fileOf(source, 'original')])
  return useMemo(() => JSON.parse(named), [named])
}

/** @param {Finished} job @param {'mix' | 'original'} stem */
function fileOf({ job_id, result }, stem) {
  const id = stem === 'original' ? ORIGINAL : job_id
  return { id, group: id, url: `${urls.download(job_id, { format: 'wav', stem })}#${result.sha256}` } // a new mix, a new file
}

/** @param {MultitrackPlayer} player @param {Version[]} versions @returns {Record<string, number>} dB by id */
function useEqualLevels(player, versions) {
  const named = JSON.stringify(equalised(Object.fromEntries(versions.map(({ id, outline }) => [id, outline.integrated_lufs]))))
  const levels = useMemo(() => JSON.parse(named), [named])
  useEffect(() => {
    for (const [id, db] of Object.entries(levels)) player.setGroupDb(id, db)
  }, [player, levels])
  return levels
}

/** What is waited for, what went wrong, or how loud it plays. @param {{player: MultitrackPlayer, versions: Version[], levelDb: number}} props */
function Status({ player, versions, levelDb }) {
  const { state, group, selectedGroup, opening, failure } = useMultitrackState(player)
  const waits = opening && (selectedGroup !== group || state === 'waiting')
  const opened = useDebounced(waits ? words.opening(versions.find(({ id }) => id === opening)?.label ?? '') : '', 350)
  const unheard = useNoSound(state !== 'paused')
  if (failure) return <ProblemCard error={failure} onRetry={() => (player.retry(), player.selectGroup(selectedGroup))} />
  return <p role="status" className="min-h-6 text-sm text-soft">{opened || (unheard ? <NoSound /> : levelDb > -0.1 ? words.level : words.lowered((-levelDb).toFixed(1)))}</p>
}

/** @param {{version: Version, heard: boolean, time: number, duration: number}} props */
function Row({ version: { id, label, outline, job }, heard, time, duration }) {
  return (
    <div className={cn('flex min-w-0 items-center rounded-xl border', heard ? 'border-accent bg-accent-soft' : 'border-line')}>
      <RadioGroup.Item value={id} aria-label={label} className="group grid min-h-14 min-w-0 flex-1 grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 rounded-xl px-3 py-2 text-start sm:grid-cols-[auto_minmax(0,15rem)_minmax(0,1fr)]">
        <span aria-hidden="true" className="grid size-4 place-items-center rounded-full border border-edge group-data-[state=checked]:border-accent">
          <span className="hidden size-2 rounded-full bg-accent group-data-[state=checked]:block" />
        </span>
        <span className="min-w-0">
          <Name most={44} className="block font-medium">{label}</Name>
          {job && <span className="numbers block text-sm text-soft">{t.song.profile.names[job.profile]} · {ago(job.finished ?? job.created)}</span>}
        </span>
        <PeaksCanvas peaks={outline} view={{ start: 0, stop: duration }} time={time} tone={job ? 'cover' : 'original'} dim={!heard} className="col-span-2 mt-1 h-8 sm:col-span-1 sm:mt-0" />
      </RadioGroup.Item>
      {job ? <a href={links.job(id)} aria-label={words.pageOf(label)} title={words.pageOf(label)} className="grid size-11 shrink-0 place-items-center rounded-lg text-soft hover:text-ink"><ChevronRight aria-hidden="true" className="size-5" /></a> : <span className="size-11 shrink-0" />}
    </div>
  )
}
