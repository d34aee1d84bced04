// @ts-check
import { expect, it } from 'vitest'
import { beneath, initialsOf, isMeant, titleOf } from './song.js'

const TAGGED = { file_id: 'f', filename: '01 track.mp3', title: 'Jóga', artist: 'Björk' }
const BARE = { file_id: 'f', filename: 'Evening song.wav', title: null, artist: null }

it('is called by its tags, and by its file where they say nothing', () => {
  expect([titleOf(TAGGED), beneath(TAGGED)]).toEqual(['Jóga', ['Björk', '01 track.mp3']])
  expect([titleOf(BARE), beneath(BARE)]).toEqual(['Evening song.wav', []]) // not the same name twice
  expect(beneath({ ...BARE, artist: 'Nobody' })).toEqual(['Nobody'])
})

it.each([
  ['Evening Song', 'ES'], ['evening song.wav', 'ES'], ['Jóga', 'J'], ['(What’s the Story) Morning', 'WT'], ['99 Luftballons', '9L'],
  ['夜の歌', '夜'], ['ἄλφα βῆτα', 'ἌΒ'], ['!!!', ''], ['', ''], ['𝔈vening', '𝔈'],
])('%s has the initials %s', (title, initials) => expect(initialsOf(title)).toBe(initials))

it.each([['bjork', true], ['JÓGA björk', true], ['track joga', true], ['', true], ['  ', true], ['björk hyperballad', false], ['.*', false]])('“%s” means it: %s', (typed, meant) =>
  expect(isMeant(TAGGED, typed)).toBe(meant))
