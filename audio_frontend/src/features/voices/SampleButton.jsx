// @ts-check
import { useQuery } from '@tanstack/react-query'
import { LoaderCircle, Play, Square } from 'lucide-react'
import { UNREACHABLE, api, problemOf, urls } from '@/lib/api.js'
import { useOver } from '@/lib/reach.js'
import { useNoSound } from '@/lib/sound/sound.js'
import { t } from '@/lib/strings/index.js'
import { useDebounced } from '@/lib/useDebounced.js'
import { useSnippet } from '@/player/useSnippet.js'
import { Button } from '@/ui/Button.jsx'

const ICONS = { idle: Play, loading: LoaderCircle, playing: Square, failed: Play }
const WORDS = { loading: t.voices.preparing, playing: t.voices.stop }
const NAMES = { only: t.voices.play, sample: t.voices.clip, preview: t.voices.preview, test: t.voices.test }
const LONG_MS = 700

/**
 * Plays a few seconds of a voice, and stops them.
 * @param {{voice: import('@/lib/api.js').Voice, kind?: 'only' | 'sample' | 'preview' | 'test'}} props `sample`: the clip itself; `test`: what a trained voice was tried with; `preview`: the demo line in that voice
 */
export function SampleButton({ voice, kind = 'only' }) {
  const { snippet, toggle } = useSnippet()
  const url = (kind === 'preview' ? urls.voicePreview : urls.voiceSample)(voice.voice_id)
  const state = snippet.url === url ? snippet.state : 'idle'
  const long = useDebounced(state, LONG_MS) === 'loading' && state === 'loading'
  const unheard = useNoSound(state === 'playing' || state === 'failed')
  const Icon = ICONS[state]
  const word = WORDS[/** @type {'loading'} */ (state)] ?? NAMES[kind]
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
      {long && kind !== 'sample' && <p role="status" className="order-last w-full text-sm text-soft">{t.voices.preparingHint}</p>}
      {unheard && <p role="status" className="order-last w-full text-sm text-warn">{t.sound.none.title}: {t.sound.none.detail} {t.sound.none.remedy}</p>}
      {state === 'failed' && !unheard && <Unplayable url={url} />}
    </>
  )
}

/** A sound element does not tell why it can't play: the studio does. @param {{url: string}} props */
function Unplayable({ url }) {
  const { error } = useQuery({ queryKey: ['hearable', url], queryFn: ({ signal }) => api.hearable(url, signal).then(() => null), retry: false, gcTime: 0 })
  const problem = error && problemOf(error)
  if (useOver(error, problem?.code === UNREACHABLE)) return null
  return <p role="alert" className="order-last w-full text-sm text-bad">{problem ? `${problem.detail} ${problem.remedy}` : t.voices.unplayable}</p>
}
