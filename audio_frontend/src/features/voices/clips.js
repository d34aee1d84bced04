// @ts-check
/** Files that were chosen or recorded, told apart also when they are renamed. */

/** @type {WeakMap<File, number>} */
const ids = new WeakMap()
let last = 0

/** The same for a clip under another name. @param {File} clip */
export function idOf(clip) {
  const id = ids.get(clip) ?? (last += 1)
  ids.set(clip, id)
  return id
}

/** @param {string} name "my voice.final.wav" @returns {[string, string]} "my voice.final" and ".wav" */
export function partsOf(name) {
  const ending = /\.[^.\s]*$/.exec(name)?.[0] ?? ''
  return [name.slice(0, name.length - ending.length), ending]
}

/** The ending stays: it says what is in the file. @param {File} clip @param {string} name without its ending */
export function renamed(clip, name) {
  const other = new File([clip], `${name}${partsOf(clip.name)[1]}`, { type: clip.type, lastModified: clip.lastModified })
  ids.set(other, idOf(clip))
  return other
}
