// @ts-check
import { useState } from 'react'
import { AuditionSection } from '@/features/audition/AuditionSection.jsx'
import { inOrder } from '@/features/audition/useExcerpts.js'
import { useUploads, useVoices } from '@/lib/queries.js'
import { t } from '@/lib/strings/index.js'

const DEMO = 'demo' // the studio knows the demo song under this id without its being uploaded
const FEW = 3

/** What the studio does, to be heard before anything is uploaded; gone when there is a song of one's own. */
export function DemoAudition() {
  const songs = useUploads().data
  const voices = useVoices().data
  const [chosen, setChosen] = useState(/** @type {string | null} */ (null))
  if (!songs || !voices || songs.some(({ is_demo }) => !is_demo)) return null
  return (
    <AuditionSection fileId={DEMO} song={songs.find(({ is_demo }) => is_demo)} voices={inOrder(voices).slice(0, FEW)} chosen={chosen} onChoose={setChosen}>
      <p className="text-sm text-soft">{t.audition.demo}</p>
    </AuditionSection>
  )
}
