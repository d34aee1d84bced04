// @ts-check
/** One thing sounds at a time: who begins to play takes the floor, and whoever had it stops. */

/** @type {(() => void) | null} */
let stopHolder = null

/** @param {() => void} stop called when somebody else begins */
export function claimPlayback(stop) {
  if (stopHolder && stopHolder !== stop) stopHolder()
  stopHolder = stop
}

/** @param {() => void} stop the same function as was given to claimPlayback */
export function releasePlayback(stop) {
  if (stopHolder === stop) stopHolder = null
}
