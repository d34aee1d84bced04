// @ts-check
/** A change of place is told as a browser tells of a new page: the title of the tab, the focus, the top of the page. */
import { useEffect, useRef } from 'react'
import { setPlaceTitle } from '@/lib/place/title.js'

/** The words of a heading, without what is drawn for the eye only. @param {Element} heading */
function wordsOf(heading) {
  const copy = /** @type {Element} */ (heading.cloneNode(true))
  copy.querySelectorAll('[aria-hidden="true"]').forEach((part) => part.remove())
  return copy.textContent?.trim() ?? ''
}

/** An entry of the history that was looked at before: back, forward, or a reload. The browser finds its scroll position. */
function isReturn() {
  const isSeen = window.history.state?.seen === true
  if (!isSeen) window.history.replaceState({ ...window.history.state, seen: true }, '')
  return isSeen
}

/** @param {Element | null} focused where nobody is in particular */
const isNowhere = (focused) => !focused || focused === document.body || focused.id === 'main'

/**
 * Follow a page's heading from when the place is shown until the place is left. The heading of a page that waits is
 * replaced by its own one: the focus goes along until somebody presses something.
 * @param {HTMLElement} main @param {boolean} takesFocus not on the first page: there the browser begins at the top
 * @returns {() => void} the clean-up
 */
function followHeading(main, takesFocus) {
  /** @type {Element | null} */
  let known = null
  let mayTake = takesFocus
  let isFresh = takesFocus // the link that was pressed still has the focus
  const rest = () => {
    mayTake = false
  }
  const look = () => {
    const heading = main.querySelector('h1')
    if (!heading) return
    setPlaceTitle(wordsOf(heading))
    if (mayTake && heading !== known && (isFresh || isNowhere(document.activeElement))) {
      heading.tabIndex = -1
      heading.focus({ preventScroll: true })
      isFresh = false
    }
    known = heading
  }
  if (!main.querySelector('h1')) setPlaceTitle('')
  look()
  const watch = new MutationObserver(look)
  watch.observe(main, { childList: true, subtree: true, characterData: true })
  for (const event of ['keydown', 'pointerdown']) window.addEventListener(event, rest, true)
  return () => {
    watch.disconnect()
    for (const event of ['keydown', 'pointerdown']) window.removeEventListener(event, rest, true)
  }
}

/** @param {import('@/lib/place/useRoute.js').Route} route as it is drawn */
export function usePlace(route) {
  const place = JSON.stringify(route) // the same place with another search is no other place
  const before = useRef(/** @type {string | null} */ (null))
  useEffect(() => {
    const main = document.getElementById('main')
    const isMove = before.current !== null && before.current !== place
    before.current = place
    const returned = isReturn()
    if (isMove && !returned) window.scrollTo?.(0, 0)
    return main ? followHeading(main, isMove) : undefined
  }, [place])
}
