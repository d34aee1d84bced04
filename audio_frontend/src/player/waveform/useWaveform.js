// @ts-check
import { useEffect, useRef, useState } from 'react'
import { clock } from '@/lib/format.js'
import { onTheme, token, waveColours } from '../drawing/colours.js'
import { timelineOf } from './timeline.js'
import { loadWave } from './wave.js'

/** @typedef {import('./wave.js').WaveLibrary} WaveLibrary */
/** @typedef {{wave: import('./wave.js').WaveSurfer, regions: import('./wave.js').Regions, duration: number}} Drawn */

/**
 * @typedef {object} WaveformOptions
 * @property {HTMLElement | null} container
 * @property {number[][]} peaks per channel min, max, min, max …
 * @property {number} duration seconds
 * @property {import('../drawing/colours.js').Tone} tone
 * @property {number} height pixels
 * @property {HTMLMediaElement} [media] drives the cursor and is moved by clicks; without it the page does both
 * @property {boolean} [plain] nothing but the wave: no plugins, no clicks
 * @property {(time: number) => void} [onSeek]
 * @property {(view: import('../transport.js').Span) => void} [onView] what part of the song is in sight
 */

/**
 * A WaveSurfer in the container, from peaks: nothing is decoded here. Created anew only for another container, other
 * peaks, another file or another kind of drawing.
 * @param {WaveformOptions} options
 * @returns {{drawn: Drawn | null, failed: boolean}}
 */
export function useWaveform({ container, peaks, duration, tone, height, media, plain, onSeek, onView }) {
  const [drawn, setDrawn] = useState(/** @type {Drawn | null} */ (null))
  const [failed, setFailed] = useState(false)
  const handlers = useRef({ onSeek, onView })
  useEffect(() => {
    handlers.current = { onSeek, onView }
  })
  useEffect(() => {
    if (!container) return
    let gone = false
    let undo = () => {}
    loadWave()
      .then((library) => {
        if (gone) return
        undo = draw(library, { container, peaks, duration, tone, height, media, plain }, (/** @type {Drawn} */ waveform) => !gone && (setFailed(false), setDrawn(waveform)), handlers)
      })
      .catch(() => !gone && setFailed(true))
    return () => {
      gone = true
      undo()
      setDrawn(null)
    }
  }, [container, peaks, duration, tone, height, media, plain])
  return { drawn, failed }
}

/** @param {WaveLibrary} library @param {WaveformOptions & {container: HTMLElement}} options @param {(drawn: Drawn) => void} onReady @param {{current: Pick<WaveformOptions, 'onSeek' | 'onView'>}} handlers @returns {() => void} the clean-up */
function draw(library, { container, peaks, duration, tone, height, media, plain }, onReady, handlers) {
  const regions = library.Regions.create()
  const seek = (/** @type {number} */ time) => handlers.current.onSeek?.(time)
  const minimap = () => {
    const map = library.Minimap.create({ height: 28, ...waveColours(tone), cursorColor: token('ink'), barWidth: 1, barGap: 0, overlayColor: 'color-mix(in srgb, var(--accent) 16%, transparent)', dragToSeek: true })
    if (!media) {
      map.on('click', (share) => seek(share * duration))
      map.on('drag', (share) => seek(share * duration))
    }
    return map
  }
  let map = plain ? null : minimap()
  const hover = { lineColor: 'var(--ink)', lineWidth: 1, labelColor: 'var(--panel)', labelBackground: 'var(--ink)', labelSize: 11, formatTimeCallback: (/** @type {number} */ time) => clock(time, true) }
  const wave = library.WaveSurfer.create({
    container, height, media, peaks, duration,
    ...waveColours(tone),
    cursorColor: 'var(--ink)', cursorWidth: plain ? 1 : 2, barWidth: plain ? 1 : 2, barGap: plain ? 0 : 1, barRadius: plain ? 0 : 2,
    interact: !plain, autoCenter: false,
    plugins: map ? [regions, map, timelineOf(library, duration), library.Hover.create(hover)] : [],
  })
  const scroller = wave.getWrapper().parentElement
  if (scroller) scroller.tabIndex = -1 // one stop for Tab: the slider around it
  const view = () => handlers.current.onView?.(inSight(wave, duration))
  wave.on('ready', () => (onReady({ wave, regions, duration }), view()))
  wave.on('interaction', seek)
  for (const event of /** @type {const} */ (['scroll', 'zoom', 'redraw'])) wave.on(event, view)
  const forgetTheme = onTheme(() => {
    wave.setOptions(waveColours(tone))
    if (!map) return
    wave.unregisterPlugin(map)
    map = minimap()
    wave.registerPlugin(map)
  })
  return () => {
    forgetTheme()
    wave.destroy()
  }
}

/** @param {import('./wave.js').WaveSurfer} wave @param {number} duration @returns {import('../transport.js').Span} */
function inSight(wave, duration) {
  const whole = Math.max(wave.getWrapper().clientWidth, 1)
  const start = (wave.getScroll() / whole) * duration
  return { start, stop: Math.min(start + (wave.getWidth() / whole) * duration, duration) }
}
