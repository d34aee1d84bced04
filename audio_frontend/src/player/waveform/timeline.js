// @ts-check
/** The times under a waveform: as many as fit, and none that another's tick runs through. */
import { clock } from '@/lib/format.js'

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600]
const LABEL_PX = 11
const DIGIT_PX = 6.8 // of that size, at most, in any font that systems put here
const GAP_PX = 12
const LEAST_TICK_PX = 8
const INDENT_PX = 3

/** @param {number} time */
const widthOf = (time) => INDENT_PX + clock(time).length * DIGIT_PX

/** Seconds from label to label, and from tick to tick. @param {number} pixelsPerSecond @param {number} duration */
export function timelineSteps(pixelsPerSecond, duration) {
  const fits = (/** @type {number} */ step, /** @type {number} */ pixels) => step * pixelsPerSecond >= pixels
  const label = STEPS_S.find((step) => fits(step, widthOf(duration) + GAP_PX)) ?? STEPS_S[STEPS_S.length - 1]
  const tick = STEPS_S.find((step) => label % step === 0 && fits(step, LEAST_TICK_PX)) ?? label
  return { label, tick }
}

/**
 * WaveSurfer's own timeline with these steps, for every zoom: it asks these methods where its options say nothing, and
 * its own answers let labels of 5 s stand every 25 pixels.
 * @param {import('./wave.js').WaveLibrary} library @param {number} duration
 */
export function timelineOf(library, duration) {
  let steps = { label: duration, tick: duration, pixelsPerSecond: 1 }
  const label = (/** @type {number} */ time) => ((duration - time) * steps.pixelsPerSecond < widthOf(time) ? '' : clock(time)) // it would be cut at the end
  const plugin = library.Timeline.create({ height: 18, style: { fontSize: `${LABEL_PX}px`, color: 'var(--soft)' }, secondaryLabelOpacity: 1, formatTimeCallback: label })
  return Object.assign(plugin, {
    defaultTimeInterval(/** @type {number} */ pixelsPerSecond) {
      steps = { ...timelineSteps(pixelsPerSecond, duration), pixelsPerSecond }
      return steps.tick
    },
    defaultPrimaryLabelInterval: () => steps.label,
    defaultSecondaryLabelInterval: () => steps.label,
  })
}
