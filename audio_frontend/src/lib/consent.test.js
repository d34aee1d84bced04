// @ts-check
import { describe, expect, it, test } from 'vitest'
import { consentOf, getConsent, setConsent } from './consent.js'

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

describe('the right to use a voice', () => {
  it('is remembered for each voice, until it is forgotten', () => {
    setConsent('v1', 'licensed')
    expect([getConsent('v1'), getConsent('v2')]).toEqual(['licensed', null])
    setConsent('v1', null)
    expect(getConsent('v1')).toBeNull()
  })

  it('is not taken from what somebody else wrote there', () => {
    localStorage.setItem('consent:v1', 'yes')
    expect(getConsent('v1')).toBeNull()
  })
})
