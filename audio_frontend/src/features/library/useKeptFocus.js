// @ts-check
import { useEffect, useRef } from 'react'

/**
 * The focus stays in a box when the button that had it goes: what was pressed may no longer be of use a moment later.
 * @returns what the box is given
 */
export function useKeptFocus() {
  const ref = useRef(/** @type {HTMLDivElement | null} */ (null))
  const isInside = useRef(false)
  useEffect(() => {
    if (isInside.current && document.activeElement === document.body) ref.current?.focus({ preventScroll: true })
  })
  return {
    ref,
    tabIndex: -1,
    onFocus: () => void (isInside.current = true),
    onBlur: () => void (isInside.current = false), // React tells of none where the button is taken away
  }
}
