// @ts-check
import { useEffect, useRef } from 'react'

const GAP_PX = 16

/**
 * A bar that sticks to the foot of the page (or what it stands in) says how high it is, so that nothing focused comes to
 * lie under it (index.css).
 * @returns {import('react').RefObject<HTMLDivElement>}
 */
export function useFoot() {
  const bar = useRef(/** @type {HTMLDivElement | null} */ (null))
  useEffect(() => {
    const element = bar.current
    if (!element || !('ResizeObserver' in window)) return
    const root = document.documentElement
    const measure = () => {
      const stuck = [element, element.parentElement].find((one) => one && getComputedStyle(one).position === 'sticky')
      root.style.setProperty('--foot', stuck ? `${stuck.offsetHeight + GAP_PX}px` : '0px')
    }
    const watch = new ResizeObserver(measure)
    watch.observe(element)
    const played = new MutationObserver(measure) // where something plays on, it may stick no more
    played.observe(root, { attributeFilter: ['data-playing'] })
    return () => {
      watch.disconnect()
      played.disconnect()
      root.style.removeProperty('--foot')
    }
  }, [])
  return bar
}
