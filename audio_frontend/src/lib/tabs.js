// @ts-check
/** What is changed in one tab is seen in the others of the same studio. */

/** @type {BroadcastChannel | null} */
let line = null

/** One for the page: a channel does not hear itself, but it would hear another one of the same tab. */
function channel() {
  if (!line && 'BroadcastChannel' in globalThis) line = new BroadcastChannel('audio-studio-changes')
  return line
}

export const tellTabs = () => channel()?.postMessage('changed')

/** @param {() => void} act something was changed elsewhere @returns {() => void} the clean-up */
export function onOtherTabs(act) {
  const heard = channel()
  heard?.addEventListener('message', act)
  return () => heard?.removeEventListener('message', act)
}
