// @ts-check
import { Play, Square } from 'lucide-react'
import { useEffect, useState } from 'react'
import { t } from '@/lib/strings/index.js'
import { stopSnippet, useSnippet } from '@/player/useSnippet.js'
import { Button, IconButton } from '@/ui/Button.jsx'

/**
 * Plays what is still in the browser, and stops it.
 * @param {{sound: Blob, name: string, wide?: boolean}} props `wide`: with its word
 */
export function HearClip({ sound, name, wide = false }) {
  const { snippet, toggle } = useSnippet()
  const [made, setMade] = useState({ sound, url: '' })
  const url = made.sound === sound ? made.url : ''
  const state = url && snippet.url === url ? snippet.state : 'idle'
  useEffect(() => {
    if (!made.url) return
    return () => (stopSnippet(made.url), URL.revokeObjectURL(made.url))
  }, [made])
  const press = () => {
    const address = url || URL.createObjectURL(sound)
    if (!url) setMade({ sound, url: address })
    toggle(address)
  }
  const isOn = state === 'playing' || state === 'loading'
  const Icon = isOn ? Square : Play
  const word = isOn ? t.addVoice.stop : t.addVoice.listen
  const label = t.addVoice.about(word, name)
  return (
    <>
      {wide
        ? <Button aria-label={label} icon={<Icon aria-hidden="true" className="size-4" />} onClick={press}>{word}</Button>
        : <IconButton label={label} icon={<Icon aria-hidden="true" className="size-4" />} onClick={press} />}
      {state === 'failed' && <p role="alert" className="order-last w-full text-sm text-bad">{t.addVoice.unheard}</p>}
    </>
  )
}
