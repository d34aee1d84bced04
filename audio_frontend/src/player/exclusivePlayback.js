// @ts-check
/** One thing sounds at a time, in all tabs: who begins to play takes the floor, and whoever had it stops. */
import { onOtherTabs, tellTabs } from '@/lib/tabs.js'

/** @type {(() => void) | null} */
let stopHolder = null

/** @param {() => void} stop called when somebody else begins */
export function claimPlayback(stop) {
  if (stopHolder && stopHolder !== stop) stopHolder()
  stopHolder = stop
  tellTabs('plays')
}

/** @param {() => void} stop the same function as was given to claimPlayback */
export function releasePlayback(stop) {
  if (stopHolder === stop) stopHolder = null
}

/** What sounds here stops when another tab begins. @param {() => void} tell it did @returns {() => void} the clean-up */
export const giveWayToTabs = (tell) =>
  onOtherTabs('plays', () => {
    if (!stopHolder) return
    stopHolder()
    stopHolder = null
    tell()
  })
