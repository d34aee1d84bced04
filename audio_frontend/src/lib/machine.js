// @ts-check
/** What this computer and its engines can do, read from /health and /models/status. */

/** @typedef {import('./api.js').Health} Health */
/** @typedef {import('./api.js').Schemas['Engine']} Engine */
/** @typedef {{device: string | null, gpu: boolean, free: number, total: number}} Machine `device` is null for the processor */

const ROLES = /** @type {const} */ (['pitch', 'voice', 'stems'])

/** The graphics card where there is one that can be used; null while the studio has not looked yet. @param {Health} health @returns {Machine | null} */
export function machineOf({ machine, memory }) {
  if (typeof machine.cuda !== 'boolean') return null
  if (machine.cuda && typeof machine.vram_total_bytes === 'number') {
    return { device: String(machine.gpu), gpu: true, free: Number(machine.vram_free_bytes), total: machine.vram_total_bytes }
  }
  return { device: null, gpu: false, free: memory.available_bytes, total: memory.total_bytes }
}

/** A role is ready when an engine that is no stand-in is here for it. @param {Engine[]} engines */
export function readiness(engines) {
  const missing = ROLES.filter((role) => !engines.some((engine) => engine.role === role && (engine.state === 'installed' || engine.state === 'loaded')))
  return { ready: ROLES.length - missing.length, all: ROLES.length, missing }
}

/** Known by name only: this version contains nothing of it. @param {Engine} engine */
export const isElsewhere = (engine) => engine.state === 'missing' && !engine.licence

/** Less than a twentieth, or less than 2 GB: the next song may not fit. @param {{free_bytes: number, total_bytes: number}} disk */
export const isNearlyFull = (disk) => disk.free_bytes < 2e9 || disk.free_bytes < disk.total_bytes / 20
