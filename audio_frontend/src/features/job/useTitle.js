// @ts-check
import { useEffect } from 'react'

/** What the tab says, as long as the page is there. @param {string | undefined} title */
export function useTitle(title) {
  useEffect(() => {
    if (title === undefined) return
    const before = document.title
    document.title = title
    return () => {
      document.title = before
    }
  }, [title])
}
