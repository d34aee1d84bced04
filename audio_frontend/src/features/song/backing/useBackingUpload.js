// @ts-check
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, problemOf } from '@/lib/api.js'
import { keys } from '@/lib/queries.js'

/** @typedef {{name: string, loaded: number, total: number}} Sending */

/** One file on its way in, as the backing of this song. @param {(upload: import('@/lib/api.js').Upload) => void} onReady */
export function useBackingUpload(onReady) {
  const client = useQueryClient()
  const line = useRef(/** @type {AbortController | null} */ (null))
  const [sending, setSending] = useState(/** @type {Sending | null} */ (null))
  const [problem, setProblem] = useState(/** @type {unknown} */ (null))
  useEffect(() => () => line.current?.abort(), [])

  /** @param {File} file */
  const send = async (file) => {
    line.current?.abort()
    const mine = new AbortController()
    line.current = mine
    setProblem(null)
    setSending({ name: file.name, loaded: 0, total: file.size })
    try {
      const upload = await api.upload(file, { signal: mine.signal, onProgress: (loaded, total) => setSending({ name: file.name, loaded, total: Math.max(total, file.size) }) })
      client.setQueryData(keys.upload(upload.file_id), upload)
      await client.invalidateQueries({ queryKey: keys.uploads, exact: true })
      onReady(upload)
    } catch (error) {
      if (!mine.signal.aborted) setProblem(problemOf(error))
    }
    if (line.current === mine) setSending(null)
  }
  const cancel = () => {
    line.current?.abort()
    line.current = null
    setSending(null)
  }
  return { sending, problem, send, cancel, dismiss: () => setProblem(null) }
}
