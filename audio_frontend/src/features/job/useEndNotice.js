// @ts-check
import { useEffect, useRef, useState } from 'react'

/** @typedef {'unknown' | 'on' | 'refused'} Wish */

/**
 * A browser notification when the job has ended, for those who asked with a click.
 * @param {string | undefined} message what to say; undefined while the job is at work
 */
export function useEndNotice(message) {
  const [wish, setWish] = useState(/** @type {Wish} */ ('unknown'))
  const possible = 'Notification' in window
  const wasNotified = useRef(false) // once for each end: another title, or a segment that is kept, is no second one
  useEffect(() => {
    if (!message) wasNotified.current = false
    if (!message || wish !== 'on' || wasNotified.current) return
    wasNotified.current = true
    try {
      new Notification(message)
    } catch {
      // some phones allow it to service workers only: the tab's title still tells
    }
  }, [message, wish])
  const ask = async () => setWish((await Notification.requestPermission()) === 'granted' ? 'on' : 'refused')
  return { possible, wish, ask, forget: () => setWish('unknown') }
}
