// @ts-check
/** Of a folder all songs come in, and nothing else. */
import { expect, test } from 'vitest'
import { filesOf } from './droppedFiles.js'

const LIMITS = /** @type {any} */ ({ formats: ['flac', 'mp3', 'wav'] })
const file = (/** @type {string} */ name) => ({ name, isDirectory: false, file: (/** @type {(file: File) => void} */ done) => done(new File(['x'], name)) })

/** A folder whose reader gives two at a time, as browsers give a hundred. @param {string} name @param {any[]} inside */
const folder = (name, inside) => ({
  name, isDirectory: true,
  createReader: () => {
    const left = [...inside]
    return { readEntries: (/** @type {(some: any[]) => void} */ done) => done(left.splice(0, 2)) }
  },
})

/** @param {any[]} entries */
const dropped = (entries) => /** @type {any} */ ({
  items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })),
  files: entries.map((entry) => new File([entry.isDirectory ? '' : 'x'], entry.name)),
})
const names = async (/** @type {any[]} */ entries, limits = LIMITS) => (await filesOf(dropped(entries), limits)).map(({ name }) => name)

test('files come as they are, whatever they are: the page says what it can’t take', async () => {
  expect(await names([file('a.mp3'), file('letter.txt')])).toEqual(['a.mp3', 'letter.txt'])
})

test('of folders the songs come, in the order of their names, however deep and many', async () => {
  const album = folder('Album', [file('10 End.mp3'), file('2 Middle.FLAC'), file('1 Begin.mp3'), file('cover.jpg'), file('.hidden.mp3'), folder('Bonus', [file('x.wav'), file('notes.txt')])])
  expect(await names([album, file('single.mp3')])).toEqual(['1 Begin.mp3', '2 Middle.FLAC', '10 End.mp3', 'x.wav', 'single.mp3'])
})

test('an empty folder gives nothing', async () => {
  expect(await names([folder('Empty', [])])).toEqual([])
})

test('where the browser knows no folders, what it gives is taken', async () => {
  const plain = new File(['x'], 'a.mp3')
  expect(await filesOf(/** @type {any} */ ({ files: [plain] }), LIMITS)).toEqual([plain])
})
