// @ts-check
import { useEffect, useRef } from 'react'

/**
 * What a key event is called: the key, with `Shift+` before named keys and digits. Digits by their place on the
 * keyboard, so that Shift+1 is not "!".
 * @param {KeyboardEvent} event
 */
export function nameOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return ''
  const digit = /^Digit(\d)$/.exec(event.code)?.[1]
  if (digit) return event.shiftKey ? `Shift+${digit}` : event.key === digit ? digit : event.key
  if (event.code === 'Space') return event.shiftKey ? 'Shift+Space' : 'Space'
  if (event.key.length > 1) return event.shiftKey ? `Shift+${event.key}` : event.key
  return event.key.toLowerCase()
}

/** Keys that the focused control wants for itself; in a dialog all of them, wherever the focus is. @param {EventTarget | null} target @param {string} name */
function taken(target, name) {
  if (document.querySelector('[role="dialog"]')) return true
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input:not([type="checkbox"]):not([type="radio"]):not([type="range"]), textarea, select, [contenteditable="true"]')) return true
  if (name.endsWith('Space') || name === 'Enter') return target.matches('button, a[href], summary, input, [role="switch"], [role="radio"], [role="button"]')
  return /^(Shift\+)?(Arrow|Home|End|Page)/.test(name) && target.matches('[role="slider"], [role="radio"], input')
}

export const STORAGE_KEY = 'shortcuts-off'

/** WCAG 2.1.4: shortcuts of one letter can be switched off. */
export const shortcutsOff = () => {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'true'
  } catch {
    return false
  }
}

/**
 * Keys for the whole page; off while somebody types, in dialogs, and when they were switched off.
 * @param {Record<string, (event: KeyboardEvent) => void>} actions by the names of `nameOf`
 * @param {boolean} [enabled]
 * @param {boolean} [first] before all others that listen to the same keys
 */
export function useShortcuts(actions, enabled = true, first = false) {
  const latest = useRef(actions)
  useEffect(() => {
    latest.current = actions
  })
  useEffect(() => {
    if (!enabled) return
    /** @param {KeyboardEvent} event */
    const listen = (event) => {
      const name = nameOf(event)
      const act = latest.current[name]
      if (!act || event.defaultPrevented || taken(event.target, name) || shortcutsOff()) return
      event.preventDefault()
      act(event)
    }
    window.addEventListener('keydown', listen, first)
    return () => window.removeEventListener('keydown', listen, first)
  }, [enabled, first])
}
