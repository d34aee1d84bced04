// @ts-check
/** A lock screen in the hand of the test. */
import { vi } from 'vitest'

/** `keys` are those that do something now; `remove` when the test is over. */
export function fakeMediaSession() {
  /** @type {Record<string, (details?: any) => void>} */
  const keys = {}
  const session = {
    metadata: /** @type {any} */ (null), playbackState: 'none', setPositionState: vi.fn(),
    setActionHandler: vi.fn((/** @type {string} */ action, /** @type {((details?: any) => void) | null} */ act) => {
      if (action === 'stop') throw new TypeError('unknown action') // as an older browser
      if (act) keys[action] = act
      else delete keys[action]
    }),
  }
  vi.stubGlobal('MediaMetadata', class { constructor(/** @type {any} */ told) { Object.assign(this, told) } })
  Object.defineProperty(navigator, 'mediaSession', { value: session, configurable: true })
  return { session, keys, remove: () => Reflect.deleteProperty(navigator, 'mediaSession') }
}
