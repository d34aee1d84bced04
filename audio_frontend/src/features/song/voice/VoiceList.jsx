// @ts-check
import { Check, Loader, Search, Square, UserRound, Volume2, Waypoints } from 'lucide-react'
import { useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import { urls } from '@/lib/api.js'
import { cn } from '@/lib/cn.js'
import { note } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { madeWith } from '@/lib/voice.js'
import { useSnippet } from '@/player/useSnippet.js'
import { Chip, Name } from '@/ui/Bits.jsx'
import { IconButton } from '@/ui/Button.jsx'
import { Wrong } from '../Parts.jsx'

/** @typedef {import('@/lib/api.js').Voice} Voice */

const words = t.song.voice

/** Where a voice sings, as far as it is known. @param {Voice} voice */
function rangeLabel(voice) {
  const { low_note, high_note, f0_low_hz, f0_high_hz, range_shift_semitones: shift } = voice.facts
  if (low_note && high_note) return words.range(low_note, high_note)
  if (f0_low_hz && f0_high_hz) return words.range(note(f0_low_hz), note(f0_high_hz))
  return typeof shift === 'number' ? words.sits(shift) : ''
}

/** @param {Voice[]} voices @param {string} search */
const matching = (voices, search) => voices.filter((voice) => `${voice.name} ${voice.facts.summary ?? ''}`.toLowerCase().includes(search.trim().toLowerCase()))

/** The voices that are here: search, listen, choose one, or several. @param {{voices: Voice[], chosen: string[], onChoose: (id: string) => void, many?: boolean, full?: boolean}} props `full`: no more can be chosen */
export function VoiceList({ voices, chosen, onChoose, many = false, full = false }) {
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed)
  const id = useId()
  const matches = matching(voices, search)
  const { snippet } = useSnippet()
  const shelf = useInSight(many ? '' : chosen[0])
  return (
    <div className="@container grid gap-3">
      <label className="relative block">
        <span className="sr-only">{words.search}</span>
        <Search aria-hidden="true" className="pointer-events-none absolute start-3 top-3 size-4 text-soft" />
        <input type="search" value={typed} placeholder={words.search} onChange={(event) => setTyped(event.target.value)} className="h-10 w-full rounded-lg border border-edge bg-panel ps-9 pe-3 placeholder:text-soft" />
      </label>
      <fieldset ref={shelf} className="relative -m-1 max-h-72 min-w-0 overflow-y-auto p-1">
        <legend className="sr-only">{words.list}</legend>
        {matches.length > 0 ? (
          <ul className="grid gap-2 @md:grid-cols-2">
            {matches.map((voice) => <Offered key={voice.voice_id} voice={voice} group={many ? null : id} checked={chosen.includes(voice.voice_id)} full={full} onChoose={() => onChoose(voice.voice_id)} />)}
          </ul>
        ) : (
          <p className="py-6 text-center text-soft">{words.nothing(search)}</p>
        )}
      </fieldset>
      {full && <p className="text-sm text-soft">{t.song.blend.full}</p>}
      {snippet.state === 'failed' && voices.some(({ voice_id }) => urls.voiceSample(voice_id) === snippet.url) && <Wrong alert>{words.failed}</Wrong>}
    </div>
  )
}

/** Scrolls the shelf, and only the shelf, to the voice that was chosen. @param {string} chosen */
function useInSight(chosen) {
  const shelf = useRef(/** @type {HTMLFieldSetElement | null} */ (null))
  useEffect(() => {
    const card = shelf.current?.querySelector('input:checked')?.closest('li')
    if (!shelf.current || !card) return
    const { offsetTop: top, offsetHeight: height } = card
    const { scrollTop, clientHeight } = shelf.current
    if (top < scrollTop || top + height > scrollTop + clientHeight) shelf.current.scrollTop = top - 8
  }, [chosen])
  return shelf
}

/** @param {{voice: Voice, group: string | null, checked: boolean, full: boolean, onChoose: () => void}} props `group` of radio buttons; without one each is for itself */
function Offered({ voice, group, checked, full, onChoose }) {
  const { snippet, toggle } = useSnippet()
  const url = urls.voiceSample(voice.voice_id)
  const { summary } = voice.facts
  const state = snippet.url === url ? snippet.state : 'idle'
  const sounds = state === 'playing' || state === 'loading'
  const Play = state === 'loading' ? Loader : state === 'playing' ? Square : Volume2
  return (
    <li className={cn('flex min-w-0 items-start gap-1 rounded-xl border p-1 transition-colors has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent', checked ? 'border-accent bg-accent-soft' : 'border-line hover:bg-raised')}>
      <label className="relative min-w-0 flex-1 rounded-lg px-2 py-1.5">
        <input type={group ? 'radio' : 'checkbox'} name={group ?? undefined} checked={checked} disabled={full && !checked} onChange={onChoose} className="absolute inset-0 m-0 size-full appearance-none opacity-0" />
        <span className="flex items-center gap-1.5 font-medium">
          {!group && checked && <Check aria-hidden="true" className="size-4 shrink-0 text-accent" />}
          <Name most={32}>{voice.name}</Name>
        </span>
        {summary && <span className="block text-sm text-soft">{summary}</span>}
        <span className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-soft">
          {voice.kind === 'clip' && <Chip icon={<UserRound aria-hidden="true" className="size-3.5" />} className="text-xs">{words.clip}</Chip>}
          {voice.kind === 'checkpoint' && <Chip icon={<Waypoints aria-hidden="true" className="size-3.5" />} className="text-xs">{madeWith(voice.facts) || words.trained}</Chip>}
          {rangeLabel(voice)}
        </span>
      </label>
      <IconButton
        label={sounds ? words.stop(voice.name) : words.play(voice.name)}
        pressed={sounds}
        icon={<Play aria-hidden="true" className={cn('size-4.5', state === 'loading' && 'animate-spin')} />}
        onClick={() => toggle(url)}
      />
    </li>
  )
}
