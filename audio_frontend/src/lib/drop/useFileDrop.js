// @ts-check
import { useEffect, useRef, useState } from 'react'
import { filesOf } from './droppedFiles.js'
import { askImport } from './voiceImport.js'

/** Those that are shown and take files: the last one to come does. @type {object[]} */
const places = []

/** @param {DataTransfer | null} carried */
const carriesFiles = (carried) => Boolean(carried?.types.includes('Files'))

/**
 * Songs that are dropped anywhere on the page, or pasted; files of a trained voice go to its import from wherever they
 * are. A dialog that is open has its own place for them.
 * @param {(files: File[]) => void} onSongs
 * @param {import('../api.js').Limits | undefined} [limits] which files of a folder are songs
 * @param {'page' | 'last' | 'dialog'} [where] `last`: only while nobody else on the page takes them
 * @returns {boolean} whether files are being held over the page
 */
export function useFileDrop(onSongs, limits, where = 'page') {
  const [last, inDialog] = [where === 'last', where === 'dialog']
  const [over, setOver] = useState(false)
  const latest = useRef({ onSongs, limits })
  useEffect(() => {
    latest.current = { onSongs, limits }
  })
  useEffect(() => {
    const place = {}
    if (!last) places.push(place)
    const leaves = () => (last ? places.length > 0 : places.at(-1) !== place)
    /** @param {DataTransfer | null} carried */
    const take = async (carried) => {
      if (!carried) return
      const { songs, voices } = await filesOf(carried, latest.current.limits)
      if (songs.length) latest.current.onSongs(songs)
      if (voices.length) askImport(voices)
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
    const paste = (event) => !leaves() && (inDialog || !document.querySelector('[role="dialog"]')) && void take(event.clipboardData)
    const heard = /** @type {const} */ ([['dragenter', hold], ['dragover', hold], ['dragleave', leave], ['drop', drop], ['paste', paste]])
    for (const [name, listener] of heard) window.addEventListener(name, /** @type {EventListener} */ (listener))
    return () => {
      if (!last) places.splice(places.indexOf(place), 1)
      for (const [name, listener] of heard) window.removeEventListener(name, /** @type {EventListener} */ (listener))
    }
  }, [last, inDialog])
  return over
}
