// The words that are shown when the studio isn't running (offline.html), and nothing else: every page comes from the
// studio, and only a page that could not be fetched is answered from here. No sound, no event, no file passes through it.

const PAGE = '/page/offline.html'
const CACHE = 'studio-offline'
const SELF = '/page/serviceworker.js'
/** It has its style and its script in itself, and asks only whether the studio is back. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const keep = async () => (await caches.open(CACHE)).add(new Request(PAGE, { cache: 'reload' }))

/** A newer one holds nobody up: it works at once, for the pages that are open too. */
addEventListener('install', (event) => event.waitUntil(keep().then(() => skipWaiting())))
addEventListener('activate', (event) => event.waitUntil(Promise.all([registration.navigationPreload?.enable(), clients.claim()])))

/** Another program has the studio's address now, or a studio without this worker: it goes, with what it kept. */
async function leaveIfStranger() {
  const answer = await fetch(SELF, { cache: 'no-store' }).catch(() => null)
  if (!answer || (answer.ok && /javascript/.test(answer.headers.get('content-type') ?? ''))) return
  await Promise.all([registration.unregister(), caches.delete(CACHE)])
}

/** @param {FetchEvent} event */
async function answer(event) {
  try {
    const page = (await event.preloadResponse) ?? (await fetch(event.request))
    event.waitUntil(leaveIfStranger())
    return page
  } catch {
    const kept = await caches.match(PAGE)
    return kept ? new Response(kept.body, { status: 503, headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY } }) : Response.error()
  }
}

addEventListener('fetch', (event) => {
  const { mode, url } = event.request
  if (mode === 'navigate' && new URL(url).pathname === '/') event.respondWith(answer(event))
})
