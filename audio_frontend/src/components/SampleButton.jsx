// @ts-check
import { LoaderCircle, Play, Square } from 'lucide-react'
import { useSnippet } from '../hooks/useSnippet.js'
import { urls } from '../services/api.js'
import { t } from '../strings/en.js'
import { Button } from './ui/Button.jsx'

const LOOKS = {
  idle: { Icon: Play, word: t.voices.play },
  loading: { Icon: LoaderCircle, word: t.voices.preparing },
  playing: { Icon: Square, word: t.voices.stop },
  failed: { Icon: Play, word: t.voices.play },
}

/** Plays a few seconds of a voice, and stops them. @param {{voice: import('../services/api.js').Voice}} props */
export function SampleButton({ voice }) {
  const { snippet, toggle } = useSnippet()
  const url = urls.voiceSample(voice.voice_id)
  const state = snippet.url === url ? snippet.state : 'idle'
  const { Icon, word } = LOOKS[state]
  return (
    <>
      <Button
        size="small"
        className="min-w-28"
        aria-label={t.voices.about(word, voice.name)}
        icon={<Icon aria-hidden="true" className={`size-4 ${state === 'loading' ? 'motion-safe:animate-spin' : ''}`} />}
        onClick={() => toggle(url)}
      >
        {word}
      </Button>
      {state === 'failed' && <p role="alert" className="w-full text-sm text-bad">{t.voices.unplayable}</p>}
    </>
  )
}
