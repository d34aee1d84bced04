// @ts-check
import { Check, Mic, RotateCcw, Square, Trash2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { roughly, signed } from '@/lib/format.js'
import { t } from '@/lib/strings/index.js'
import { Button } from '@/ui/Button.jsx'
import { Notice } from '@/ui/Notice.jsx'
import { HearClip } from '../HearClip.jsx'
import { Meter } from './Meter.jsx'
import { USED_SECONDS } from './level.js'
import { whyNever } from './microphone.js'
import { useRecorder } from './useRecorder.js'
import { WAV_TYPE, freeName } from './wav.js'

/** @typedef {import('./useRecorder.js').Recording} Recording */
const words = t.addVoice.record
const LOUDNESS = { good: words.wasGood, loud: words.wasLoud, soft: words.wasSoft, silent: words.wasSilent }

/** A clip from the microphone; where there can be none, why. @param {{taken: string[], onTake: (clip: File) => void, onBusy: (busy: boolean) => void}} props `taken`: names that there are; `onBusy`: something is recorded, or waits to be kept */
export function Recorder(props) {
  const never = whyNever()
  return never ? <Notice title={words.never.title}>{words.never[never]}</Notice> : <Able {...props} />
}

/** @param {Parameters<typeof Recorder>[0]} props */
function Able({ taken, onTake, onBusy }) {
  const { state, begin, stop, drop } = useRecorder()
  const isBusy = state.step !== 'idle'
  const tell = useRef(onBusy)
  const first = useRef(/** @type {HTMLButtonElement | null} */ (null))
  /** Of a button that goes away with it: the focus stays here. @param {() => void} act */
  const from = (act) => () => (first.current?.focus(), act())
  useEffect(() => {
    tell.current = onBusy
  })
  useEffect(() => tell.current(isBusy), [isBusy])
  useEffect(() => () => tell.current(false), [])
  useEffect(() => {
    if (state.step !== 'idle') first.current?.scrollIntoView?.({ block: 'nearest' }) // what is above it grows
  }, [state.step])
  const keep = () => {
    if (state.step !== 'taken') return
    onTake(new File([state.take.blob], freeName(words.file, taken), { type: WAV_TYPE }))
    drop()
  }
  const main = {
    idle: { word: taken.length ? words.another : words.begin, act: begin, Icon: Mic, look: /** @type {const} */ ('secondary') },
    asking: { word: t.common.cancel, act: drop, Icon: null, look: /** @type {const} */ ('secondary') },
    recording: { word: words.stop, act: stop, Icon: Square, look: /** @type {const} */ ('primary') },
    taken: { word: words.keep, act: keep, Icon: Check, look: /** @type {const} */ ('primary') },
  }[state.step === 'room' || state.step === 'counting' ? 'asking' : state.step]
  return (
    <div role="group" aria-label={words.label} data-problem={isBusy || undefined} className="grid min-w-0 gap-3 rounded-2xl border border-line p-3.5">
      <Step state={state} />
      <div className="flex flex-wrap gap-2">
        {/* one button through all steps, so that the focus stays; a double click is one press */}
        <Button ref={first} className="scroll-mb-24" look={main.look} icon={main.Icon && <main.Icon aria-hidden="true" className="size-4" />} onClick={({ detail }) => detail < 2 && main.act()}>{main.word}</Button>
        {state.step === 'taken' && <HearClip wide sound={state.take.blob} name={words.take} />}
        {state.step === 'taken' && <Button icon={<RotateCcw aria-hidden="true" className="size-4" />} onClick={from(begin)}>{words.again}</Button>}
        {(state.step === 'taken' || state.step === 'recording') && <Button look="quiet" icon={<Trash2 aria-hidden="true" className="size-4" />} onClick={from(drop)}>{words.drop}</Button>}
      </div>
      {state.step === 'idle' && <p className="text-sm text-soft">{words.hint}</p>}
    </div>
  )
}

/** What goes on; changes are spoken. @param {{state: Recording}} props */
function Step({ state }) {
  return (
    <>
      <div role="status" className="grid gap-1 empty:hidden">
        {state.step === 'asking' && <p className="font-medium">{words.asking}</p>}
        {state.step === 'room' && <p className="font-medium">{words.room}</p>}
        {state.step === 'counting' && <p className="numbers text-2xl font-semibold">{words.counting(state.left)}</p>}
        {state.step === 'recording' && <p className="flex items-center gap-2 font-medium"><span aria-hidden="true" className="size-3 rounded-full bg-bad motion-safe:animate-pulse" />{words.recording}</p>}
        {state.step === 'taken' && <p className="font-medium">{words.taken(roughly(state.take.seconds))}</p>}
        {'room' in state && <RoomWords room={state.room} past={state.step !== 'counting'} />}
      </div>
      {'trouble' in state && state.trouble && (
        <Notice kind="problem" title={words.trouble[state.trouble].title}>
          {words.trouble[state.trouble].detail} {state.step === 'taken' && words.keptSoFar}
        </Notice>
      )}
      {state.step === 'recording' && <Meter levels={state.levels} />}
      {state.step === 'taken' && <Verdict take={state.take} />}
    </>
  )
}

/** @param {{room: import('./level.js').Room, past: boolean}} props `past`: the meter tells by now whether anything comes in */
function RoomWords({ room: { db, word }, past }) {
  if (past && word === 'silent') return null
  return <p className={`text-sm ${word === 'quiet' ? 'text-soft' : 'text-warn'}`}>{words[word](signed(Math.round(db)))}</p>
}

/** @param {{take: import('./useRecorder.js').Take}} props */
function Verdict({ take }) {
  const isShort = take.seconds < USED_SECONDS.least
  return (
    <Notice kind={isShort || take.loudness !== 'good' ? 'warning' : 'good'}>
      <p className="text-sm">{LOUDNESS[take.loudness]}</p>
      {isShort && <p className="text-sm">{words.wasShort(USED_SECONDS.least)}</p>}
    </Notice>
  )
}
