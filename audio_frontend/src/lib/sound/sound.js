// @ts-check
/** Whether there is anything to hear with: without a loudspeaker or headphones a browser plays on in silence. */
import { useEffect, useState } from 'react'
import { ProblemError } from '../api.js'
import { t } from '../strings/index.js'

export const NO_SOUND = 'no_sound'
const PATIENCE_MS = 2000

export const noSound = () => new ProblemError({ code: NO_SOUND, ...t.sound.none })

/** Only where an empty list means none: other browsers list a device when it was allowed by name. */
const isTold = () => 'AudioContext' in window && 'setSinkId' in AudioContext.prototype && Boolean(navigator.mediaDevices?.enumerateDevices)

/** @returns {Promise<boolean>} false: this computer certainly has none */
export async function hasSoundDevice() {
  if (!isTold()) return true
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => null)
  return !devices || devices.some(({ kind }) => kind === 'audiooutput')
}

/** Asked when something is to be heard, and again when a device comes or goes. @param {boolean} wanted @returns {boolean} there is certainly none */
export function useNoSound(wanted) {
  const [missing, setMissing] = useState(false)
  useEffect(() => {
    if (!wanted) return
    let isHere = true
    const look = () => void hasSoundDevice().then((has) => isHere && setMissing(!has))
    look()
    navigator.mediaDevices?.addEventListener?.('devicechange', look)
    return () => {
      isHere = false
      navigator.mediaDevices?.removeEventListener?.('devicechange', look)
    }
  }, [wanted])
  return wanted && missing
}

/**
 * A clock of sound that begins to run, or says that it can't.
 * @param {AudioContext} context @param {number} [patience] milliseconds @returns {Promise<void>} rejected with `noSound()`
 */
export async function startContext(context, patience = PATIENCE_MS) {
  if (context.state === 'running') return // asked again it answers late on a busy computer, and plays all the while
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const late = new Promise((_, refuse) => {
    timer = setTimeout(() => refuse(noSound()), patience)
    context.addEventListener('error', () => refuse(noSound()), { once: true })
  })
  try {
    await Promise.race([context.resume(), late])
  } catch {
    throw noSound()
  } finally {
    clearTimeout(timer)
    late.catch(() => {}) // it may still say so afterwards
  }
}
