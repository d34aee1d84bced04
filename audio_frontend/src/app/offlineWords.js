// @ts-check

/** Who opens the page while the studio isn't running is told so in its words (public/serviceworker.js); not over plain http from elsewhere, where browsers have no workers. */
export function keepOfflineWords() {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const register = () => void navigator.serviceWorker.register(`${import.meta.env.BASE_URL}serviceworker.js`, { scope: '/', updateViaCache: 'none' }).catch(() => {}) // not allowed in this browser: then there are the browser's own words
  if (document.readyState === 'complete') register()
  else window.addEventListener('load', register, { once: true })
}
