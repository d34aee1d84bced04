// @ts-check
import { useState } from 'react'
import { urls } from '@/lib/api.js'
import { useReturn } from '@/lib/reach.js'
import { t } from '@/lib/strings/index.js'
import { Waiting } from '@/ui/Bits.jsx'
import { Button } from '@/ui/Button.jsx'

/** The sound of a voice as the studio draws it; asked for when it is in sight. @param {{voice: import('@/lib/api.js').Voice}} props */
export function VoicePicture({ voice }) {
  const [state, setState] = useState(/** @type {'waiting' | 'here' | 'failed'} */ ('waiting'))
  const [tries, setTries] = useState(0)
  const again = () => (setState('waiting'), setTries(tries + 1))
  useReturn(() => state === 'failed' && again())
  return (
    <figure className="grid min-w-0 gap-1">
      <div className="relative aspect-[5/1] overflow-hidden rounded-lg bg-raised">
        {state === 'waiting' && <Waiting label={t.voices.looking} className="absolute inset-0" />}
        {state !== 'failed' && (
          <img
            key={tries}
            src={urls.voicePicture(voice.voice_id)}
            alt={state === 'here' ? t.voices.picture(voice.name) : ''}
            loading="lazy"
            width={1000}
            height={200}
            onLoad={() => setState('here')}
            onError={() => setState('failed')}
            className="relative size-full object-fill"
          />
        )}
        {state === 'failed' && (
          <div role="alert" className="absolute inset-0 flex flex-wrap items-center justify-center gap-2 p-2 text-sm text-bad">
            {t.voices.unseen}
            <Button size="small" onClick={again}>{t.common.again}</Button>
          </div>
        )}
      </div>
      <figcaption className="text-xs text-soft">{t.voices.pictureHint}</figcaption>
    </figure>
  )
}
