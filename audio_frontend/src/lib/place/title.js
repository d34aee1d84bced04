// @ts-check
/** What the tab says: the place, by its heading, or what a page has to say that is more urgent (how far a job is). */
import { useEffect } from 'react'
import { t } from '../strings/index.js'

let place = t.common.studio
/** @type {string | null} */
let own = null

const show = () => {
  document.title = own ?? place
}

/** @param {string} heading of the page that is shown; "" is none */
export function setPlaceTitle(heading) {
  place = heading ? t.common.titled(heading) : t.common.studio
  show()
}

/** A title in place of the heading's, as long as the page is there. @param {string | undefined} title */
export function useTitle(title) {
  useEffect(() => {
    if (title === undefined) return
    own = title
    show()
    return () => {
      own = null
      show()
    }
  }, [title])
}
