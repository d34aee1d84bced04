// @ts-check
/** What the studio says of a song, a voice or a job: codes, put into the page's words. Pure. */
import { labelOf } from './cover/labels.js'
import { messages as words, ofClip } from './strings/messages.js'

/** @typedef {import('./api.js').Schemas['Message']} Message */
/** @typedef {{messages?: Message[] | null, warnings?: string[] | null}} Remarks the same twice: codes, and the studio's own sentences */

/** What makes two messages the same; never their words. @param {Message} message */
export const keyOf = ({ code, fields, values }) => JSON.stringify([code, fields, Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1))])

/** @typedef {(voiceId: string) => string} NameOf */

/** A sentence, or a reason to end one; null for a code that this page doesn't know. @param {Message} message @param {NameOf} [nameOf] @returns {string | null} */
export function wordsOf({ code, fields, values }, nameOf = (id) => id) {
  const template = Object.hasOwn(words, code) ? words[code] : null
  const { because: reason, clip } = values
  const because = typeof reason === 'string' ? wordsOf({ code: reason, fields: [], values: { ...values, because: null } }, nameOf) : ''
  if (template === null || because === null) return null
  const sentence = typeof template === 'string' ? template : template({ values, fields: fields.map((field) => `“${labelOf(field)}”`).join(', '), because, nameOf })
  return typeof clip === 'string' ? ofClip(clip, sentence) : sentence
}

/**
 * What there is to say, each with a key; a code that this page doesn't know is said as the studio says it.
 * @param {Remarks} remarks @param {Message[]} [known] what is said elsewhere already @param {NameOf} [nameOf] @returns {{key: string, text: string}[]}
 */
export function notesOf({ messages, warnings }, known = [], nameOf = undefined) {
  const said = new Set(known.map(keyOf))
  return (messages ?? [])
    .map((message, at) => ({ key: keyOf(message), text: wordsOf(message, nameOf) ?? warnings?.[at] ?? message.code }))
    .filter(({ key }) => !said.has(key))
}
