// @ts-check
import { useState } from 'react'

/** The browser's own bars go with the page's. */
function colourBars() {
  const colour = getComputedStyle(document.documentElement).getPropertyValue('--panel').trim()
  if (colour) document.querySelectorAll('meta[name="theme-color"]').forEach((meta) => meta.setAttribute('content', colour))
}

/** Dark or light; public/theme.js has set it before the first paint. */
export function useTheme() {
  const [theme, setTheme] = useState(() => document.documentElement.dataset.theme ?? 'light')
  const toggle = () => {
    const next = theme === 'dark' ? 'light' : 'dark'
    document.documentElement.dataset.theme = next
    try {
      localStorage.setItem('theme', next)
    } catch {
      // storage is forbidden here: the choice lasts until the page is closed
    }
    colourBars()
    setTheme(next)
    window.dispatchEvent(new Event('themechange')) // canvases draw themselves anew
  }
  return { theme, toggle }
}
