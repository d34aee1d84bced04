// @ts-check
/** Of a folder all songs and trained voices come in, and nothing else. */
import { expect, test } from 'vitest'
import { filesOf } from './droppedFiles.js'

const LIMITS = /** @type {any} */ ({ formats: ['flac', 'mp3', 'wav'] })
const file = (/** @type {string} */ name) => ({ name, isDirectory: false, isFile: true, file: (/** @type {(file: File) => void} */ done) => done(new File(['x'], name)) })

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
const named = async (/** @type {any[]} */ entries, limits = LIMITS) => {
  const { songs, voices } = await filesOf(dropped(entries), limits)
  return { songs: songs.map(({ name }) => name), voices: voices.map(({ name }) => name) }
}
const names = async (/** @type {any[]} */ entries) => (await named(entries)).songs

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
  expect(await filesOf(/** @type {any} */ ({ files: [plain] }), LIMITS)).toEqual({ songs: [plain], voices: [] })
})

test('a file of a trained voice is told from a song by its ending', async () => {
  expect(await named([file('Anna.PTH'), file('a.mp3'), file('added_IVF9.index'), file('config.json'), file('voice.zip'), file('letter.txt')]))
    .toEqual({ songs: ['a.mp3', 'letter.txt'], voices: ['Anna.PTH', 'added_IVF9.index', 'config.json', 'voice.zip'] })
})

test('the folder of a trained voice gives its files, and none of its samples as songs', async () => {
  const voice = folder('Anna', [file('G_800.pth'), file('sample.wav'), file('readme.md'), folder('logs', [file('added.index'), file('config.json')])])
  expect(await named([voice, file('song.mp3')])).toEqual({ songs: ['song.mp3'], voices: ['G_800.pth', 'added.index', 'config.json'] })
})

test('a folder of songs is no voice for the texts and archives that lie in it', async () => {
  const album = folder('Album', [file('1.mp3'), file('1.info.json'), file('scans.zip')])
  expect(await named([album])).toEqual({ songs: ['1.mp3'], voices: [] })
})
