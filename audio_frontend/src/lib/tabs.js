// @ts-check
/** What is changed in one tab is seen in the others of the same studio, and one of them sounds. */

/** @type {BroadcastChannel | null} */
let line = null

/** One for the page: a channel does not hear itself, but it would hear another one of the same tab. */
function channel() {
  if (!line && 'BroadcastChannel' in globalThis) line = new BroadcastChannel('audio-studio-changes')
  return line
}

/** @typedef {'changed' | 'plays'} News `changed`: something the studio keeps; `plays`: a sound began */

/** @param {News} news */
export const tellTabs = (news) => channel()?.postMessage(news)

/** @param {News} news @param {() => void} act it was told by another tab @returns {() => void} the clean-up */
export function onOtherTabs(news, act) {
  const heard = channel()
  /** @param {MessageEvent} event */
  const listen = ({ data }) => data === news && act()
  heard?.addEventListener('message', listen)
  return () => heard?.removeEventListener('message', listen)
}
