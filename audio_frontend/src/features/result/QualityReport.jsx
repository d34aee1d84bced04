// @ts-check
import { TriangleAlert } from 'lucide-react'
import { scaleLabel } from '@/lib/cover/scale.js'
import { bytes, clock, decibels, kilohertz, percent, roughly, share, signed, times } from '@/lib/format.js'
import { deviceLabel, stageLabel } from '@/lib/jobLabels.js'
import { notesOf, wordsOf } from '@/lib/messages.js'
import { t } from '@/lib/strings/index.js'
import { Fold, Waiting } from '@/ui/Bits.jsx'
import { Card } from '@/ui/Card.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { ProblemCard } from '@/ui/ProblemCard.jsx'
import { Facts } from './Facts.jsx'
import { lengthOf, verdictOf } from './verdict.js'

/** @typedef {import('@/lib/api.js').Report} Report */
/** @typedef {[string, import('react').ReactNode][]} Rows */

const words = t.result.report
const thousands = new Intl.NumberFormat('en')

/** @param {number | null | undefined} value */
const lufs = (value) => (value === null || value === undefined ? words.lufs.silent : words.lufs.of(signed(value)))
/** @param {number | null | undefined} value */
const peak = (value) => (value === null || value === undefined ? words.lufs.silent : words.dbtp(signed(value)))

/** Measured, not promised: a sentence, and all the numbers for who opens them. @param {{report: Report | undefined, error: unknown, onRetry: () => void}} props */
export function QualityReport({ report, error, onRetry }) {
  return (
    <Card title={words.title}>
      {report ? <Measured report={report} /> : error ? <ProblemCard error={error} onRetry={onRetry} /> : <Waiting className="h-16" label={words.loading} />}
    </Card>
  )
}

/** @param {{report: Report}} props */
function Measured({ report }) {
  const notes = notesOf(report)
  const verdict = verdictOf(report)
  return (
    <div className="grid gap-3">
      {verdict && <p>{verdict}</p>}
      {notes.length > 0 && (
        <Notice kind="warning" title={words.warnings}>
          <ul className="grid gap-1">{notes.map(({ key, text }) => <li key={key}>{text}</li>)}</ul>
        </Notice>
      )}
      <Fold title={words.all}>
        <div className="grid gap-5">
          <Facts rows={soundRows(report)} />
          <Facts title={words.engines} rows={engineRows(report)} />
          <Facts title={words.stages} rows={[...stageRows(report), ...machineRows(report)]} />
        </div>
      </Fold>
    </div>
  )
}

/** @param {Report} report @returns {Rows} */
function soundRows({ mastering, levels, result, source, config, sung, pitch, transposition, key, voice }) {
  /** @type {Rows} */
  const rows = []
  const [heard, was] = [/** @type {any} */ (mastering), /** @type {any} */ (levels)]
  if (heard) {
    const moved = heard.gain_db !== 0 ? ` (${words.gained(decibels(heard.gain_db))})` : ''
    rows.push([words.loudness, `${lufs(heard.after.integrated_lufs)}${moved}`])
    const limited = heard.limited_share > 0 ? words.limited.some(shareLabel(heard.limited_share)) : words.limited.none
    rows.push([words.peak, `${peak(heard.after.true_peak_dbtp)}, ${limited}`])
  }
  if (was?.match_db) rows.push([words.balance, words.matched(decibels(was.match_db))])
  if (result) rows.push([words.length, lengthLabel(result, source, config)])
  if (sung === false) rows.push([words.pitch, words.unsung])
  else if (pitch) {
    const heardRange = words.range(String(pitch.low_note), String(pitch.high_note), `${pitch.median_note}, ${thousands.format(Math.round(Number(pitch.median_hz)))} Hz`)
    rows.push([words.pitch, `${heardRange}; ${words.sung(roughly(Number(pitch.voiced_seconds)))}`])
  }
  if (transposition) rows.push([words.key, <>{Number(transposition.semitones) ? words.moved(signed(Number(transposition.semitones))) : words.unmoved}<Small>{wordsOf(/** @type {any} */ (transposition.message)) ?? String(transposition.reason)}</Small></>])
  if (key) rows.push([words.scale, <ScaleLabel key="scale" found={key} />])
  if (voice) rows.push([words.throat, <ThroatLabel key="throat" taken={voice} />])
  return rows
}

/** The scale, what it sounds as, and why; of a song that changes it, each with its time. @param {{found: NonNullable<Report['key']>}} props */
function ScaleLabel({ found }) {
  const spans = found.spans ?? []
  const why = wordsOf(found.message) ?? found.reason
  if (spans.length < 2) return <>{keyLabel(found)}<Small>{why}</Small></>
  return <>{words.changes(spans.length - 1)}{spans.map((span) => <Small key={span.start_s}>{words.from(clock(span.start_s))}: {keyLabel(span)}</Small>)}<Small>{why}</Small></>
}

/** @param {{name: string, confidence: number | null, sounds_as: string | null}} key */
function keyLabel({ name, confidence, sounds_as }) {
  const sure = confidence === null ? '' : ` (${words.sure(share(confidence))})`
  return `${scaleLabel(name)}${sure}${sounds_as ? `, ${words.soundsAs(scaleLabel(sounds_as))}` : ''}`
}

/** How far the formants were moved, and why; of a blend also each voice. @param {{taken: NonNullable<Report['voice']>}} props */
function ThroatLabel({ taken: { alpha, by, message, reason, voices } }) {
  return (
    <>
      {t.song.voice.throatLabel(hundredths(alpha))}, {by === 'hand' ? words.byHand : words.byItself}
      <Small>{wordsOf(message) ?? reason}</Small>
      {voices.map((voice) => <Small key={voice.name}>{words.blended(voice.name, share(voice.weight), hundredths(voice.alpha))}</Small>)}
    </>
  )
}

/** @param {number} value */
const hundredths = (value) => Math.round(value * 100) / 100

/** A share of the time, also a small one. @param {number} share 0 to 1 */
const shareLabel = (share) => (share < 0.01 ? '< 1 %' : percent(share))

/** @param {any} result @param {any} source @param {any} config */
function lengthLabel(result, source, config) {
  const { frames, sample_rate } = result
  return (
    <>
      {words.exact(clock(frames / sample_rate, true), thousands.format(frames))}
      <Small>{words[lengthOf(result, source, config)]}: {words.inOut(thousands.format(source.frames), kilohertz(source.sample_rate), clock(source.duration_s, true))}</Small>
    </>
  )
}

/** @param {{engine: any}} props */
function EngineLabel({ engine }) {
  const hashes = Object.values(engine.weights).map((hash) => `${String(hash).slice(0, 8)}…`).join(', ')
  const kind = engine.placeholder ? words.standIn : engine.neural ? words.neural : words.classic
  return (
    <>
      {engine.placeholder && <TriangleAlert aria-hidden="true" className="me-1 inline size-4 align-[-2px] text-warn" />}
      {engine.engine} <Small>{hashes ? `${kind} · ${words.weights(hashes)}` : kind}</Small>
    </>
  )
}

/** Work of a moment in tenths, longer work in words. @param {number} seconds */
const spent = (seconds) => (seconds < 0.1 ? `< 0.1 s` : seconds < 10 ? `${seconds.toFixed(1)} s` : roughly(seconds))

/** @param {Report} report @returns {Rows} */
const engineRows = ({ engines }) => engines.map((engine) => [stageLabel(String(engine.stage)), <EngineLabel key={String(engine.stage)} engine={engine} />])

/** @param {Report} report @returns {Rows} */
const stageRows = ({ stages }) =>
  Object.entries(stages).map(([name, { seconds, rtf }]) => [stageLabel(name), rtf > 0 ? words.spent(spent(seconds), times(1 / rtf)) : spent(seconds)])

/** @param {Report} report @returns {Rows} */
function machineRows({ devices, peak_rss_bytes, peak_vram_bytes }) {
  const memory = [peak_rss_bytes > 0 && bytes(peak_rss_bytes), peak_vram_bytes > 0 && words.vram(bytes(peak_vram_bytes))].filter(Boolean)
  /** @type {Rows} */
  const rows = []
  if (memory.length) rows.push([words.memory, memory.join(' · ')])
  if (devices.length) rows.push([words.device, devices.map(deviceLabel).join(', ')])
  return rows
}

/** @param {{children: import('react').ReactNode}} props */
const Small = ({ children }) => <span className="block text-sm text-soft">{children}</span>
