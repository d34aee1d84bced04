// @ts-check
/** What was refused is shown: the field that is in the way comes into sight, and the focus is in it. */
import { useEffect, useRef, useState } from 'react'

const CONTROL = 'input:not([hidden]), select, textarea, button, [tabindex]'

/**
 * To the first field with a problem: it, or something around it, has `data-problem`; its words `data-why`.
 * @param {Element | null | undefined} place a form, a dialog @returns {boolean} whether there is one
 */
export function showProblem(place) {
  const field = place?.querySelector('[data-problem]')
  if (!field) return false
  for (let fold = field.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null) fold.open = true
  const chosen = field.querySelector('[role="radio"][data-state="checked"]')
  const control = /** @type {HTMLElement | null} */ (chosen ?? (field.matches(CONTROL) ? field : field.querySelector(CONTROL)))
  control?.focus({ preventScroll: true })
  field.scrollIntoView?.({ block: 'center' })
  field.querySelector('[data-why]')?.scrollIntoView?.({ block: 'nearest' }) // of a field that is higher than the screen
  return true
}

/**
 * For forms that find their problems when they are sent: `refuse()` shows the first one as soon as it is drawn.
 * @returns {{form: import('react').RefObject<HTMLFormElement>, refuse: () => void}}
 */
export function useRefusal() {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null))
  const isWanted = useRef(false)
  const [, look] = useState(0)
  useEffect(() => {
    if (isWanted.current && showProblem(form.current)) isWanted.current = false
  })
  const refuse = () => {
    isWanted.current = true
    look((count) => count + 1)
  }
  return { form, refuse }
}
