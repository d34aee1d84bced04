// @ts-check
import { expect, test } from 'vitest'
import { uploadOf } from '@/test/intake.jsx'
import { idsOf, listedOf, withIds } from './batchSongs.js'

test('the address tells each song once, in its order', () => {
  expect([idsOf('b,a,,b'), idsOf(''), idsOf(null)]).toEqual([['b', 'a'], [], []])
  expect(withIds(['a', 'b'], ['b', 'c'])).toEqual(['a', 'b', 'c'])
  expect(withIds(['a', 'new'], ['b', 'c'])).toEqual(['a', 'new', 'b', 'c']) // put back where it was
})

test('the same bytes twice are told of at the second, and what is deleted is left out', () => {
  const [one, other, same] = [uploadOf({ file_id: 'a', sha256: '1' }), uploadOf({ file_id: 'b', sha256: '2' }), uploadOf({ file_id: 'c', sha256: '1' })]
  const listed = listedOf(['c', 'gone', 'b', 'a'], [one, other, same])
  expect(listed.map(({ song, twin }) => [song.file_id, twin?.file_id])).toEqual([['c', undefined], ['b', undefined], ['a', 'c']])
})
