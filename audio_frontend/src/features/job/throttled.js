// @ts-check

/**
 * Ring as often as you like: `act` runs at once, then at most every `gap` ms, never twice at the same time, and once
 * more after the last ring.
 * @param {() => Promise<unknown>} act @param {number} gap
 */
export function throttled(act, gap) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  let busy = false
  let again = false
  let over = false
  const rest = () => {
    if (over) return
    timer = setTimeout(() => {
      busy = false
      if (again) ring()
    }, gap)
  }
  const ring = () => {
    again = busy
    if (busy || over) return
    busy = true
    act().then(rest, rest)
  }
  const stop = () => {
    over = true
    clearTimeout(timer)
  }
  return { ring, stop }
}
