// @ts-check
import { useEffect, useRef } from 'react'

/** Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y) while the focus is in the mixer; in a number that is being typed they are the browser's. @param {{undo: () => void, redo: () => void}} steps */
export function useUndoKeys({ undo, redo }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null))
  const latest = useRef({ undo, redo })
  useEffect(() => {
    latest.current = { undo, redo }
  })
  useEffect(() => {
    const element = box.current
    if (!element) return
    let typing = false
    const onInput = (/** @type {Event} */ { target }) => (typing = target instanceof HTMLInputElement)
    const onLeave = () => (typing = false)
    /** @param {KeyboardEvent} event */
    const onKey = (event) => {
      if (event.key === 'Enter') typing = false
      if (!(event.ctrlKey || event.metaKey) || event.altKey || typing) return
      const key = event.key.toLowerCase()
      if (key !== 'z' && key !== 'y') return
      event.preventDefault()
      latest.current[key === 'y' || event.shiftKey ? 'redo' : 'undo']()
    }
    element.addEventListener('input', onInput)
    element.addEventListener('focusout', onLeave)
    element.addEventListener('keydown', onKey)
    return () => {
      element.removeEventListener('input', onInput)
      element.removeEventListener('focusout', onLeave)
      element.removeEventListener('keydown', onKey)
    }
  }, [])
  return box
}
