// Before anything is painted: the theme that was chosen, or the system's. A file of its own, so that the
// Content-Security-Policy needs no inline scripts.
try {
  const chosen = localStorage.getItem('theme')
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  const colour = getComputedStyle(document.documentElement).getPropertyValue('--panel').trim()
  if (chosen && colour) document.querySelectorAll('meta[name="theme-color"]').forEach((meta) => meta.setAttribute('content', colour))
} catch {
  document.documentElement.dataset.theme = 'light' // storage is forbidden here
}
