// @ts-check
import { expect, test } from 'vitest'
import { consentOf } from './consent.js'

const words = (/** @type {string} */ name, /** @type {string} */ rights) => `${name}: ${rights}`

test('nothing is stated where no voice of a person sings, or where something is still unsaid', () => {
  expect(consentOf([], words)).toBeNull()
  expect(consentOf([{ name: 'Anna', rights: 'own' }, { name: 'Ben', rights: null }], words)).toBeNull()
})
test('one right for all is stated as it is', () => {
  expect(consentOf([{ name: 'Anna', rights: 'own' }, { name: 'Ben', rights: 'own' }], words)).toEqual({ voice_rights: 'own' })
})
test('of several the one that asks for most care counts, and each voice is named', () => {
  expect(consentOf([{ name: 'Anna', rights: 'public_domain' }, { name: 'Ben', rights: 'licensed' }], words)).toEqual({ voice_rights: 'licensed', statement: 'Anna: public_domain; Ben: licensed' })
})
test('a statement is no longer than the studio takes', () => {
  const statements = Array.from({ length: 8 }, (_, at) => ({ name: `${at}`.repeat(200), rights: /** @type {import('./consent.js').Rights} */ (at ? 'own' : 'licensed') }))
  expect(consentOf(statements, words)?.statement).toHaveLength(1000)
})
