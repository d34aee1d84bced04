// @ts-check
import { useEffect, useRef, useState } from 'react'
import { filesOf } from './droppedFiles.js'

/** Those on the page that is shown which take files. @type {Set<object>} */
const places = new Set()

/** @param {DataTransfer | null} carried */
const carriesFiles = (carried) => Boolean(carried?.types.includes('Files'))

/**
 * Files that are dropped anywhere on the page, or pasted. While a dialog is open it has its own place for them.
 * @param {(files: File[]) => void} onFiles
 * @param {import('@/lib/api.js').Limits | undefined} [limits] which files of a folder are songs
 * @param {boolean} [last] only while nobody else on the page takes them
 * @returns {boolean} whether files are being held over the page
 */
export function useFileDrop(onFiles, limits, last = false) {
  const [over, setOver] = useState(false)
  const latest = useRef({ onFiles, limits })
  useEffect(() => {
    latest.current = { onFiles, limits }
  })
  useEffect(() => {
    if (last) return
    const place = {}
    places.add(place)
    return () => void places.delete(place)
  }, [last])
  useEffect(() => {
    const leaves = () => last && places.size > 0
    /** @param {DataTransfer | null} carried */
    const take = async (carried) => {
      const files = carried ? await filesOf(carried, latest.current.limits) : []
      if (files.length) latest.current.onFiles(files)
    }
    /** @param {DragEvent} event */
    const hold = (event) => {
      if (leaves() || event.defaultPrevented || !carriesFiles(event.dataTransfer)) return
      event.preventDefault() // without this the browser opens the file in the place of the page
      setOver(true)
    }
    /** @param {DragEvent} event */
    const leave = (event) => event.relatedTarget === null && setOver(false)
    /** @param {DragEvent} event */
    const drop = (event) => {
      setOver(false)
      if (leaves() || event.defaultPrevented || !carriesFiles(event.dataTransfer)) return
      event.preventDefault()
      void take(event.dataTransfer)
    }
    /** @param {ClipboardEvent} event */
    const paste = (event) => !leaves() && !document.querySelector('[role="dialog"]') && void take(event.clipboardData)
    const heard = /** @type {const} */ ([['dragenter', hold], ['dragover', hold], ['dragleave', leave], ['drop', drop], ['paste', paste]])
    for (const [name, listener] of heard) window.addEventListener(name, /** @type {EventListener} */ (listener))
    return () => {
      for (const [name, listener] of heard) window.removeEventListener(name, /** @type {EventListener} */ (listener))
    }
  }, [last])
  return over
}
