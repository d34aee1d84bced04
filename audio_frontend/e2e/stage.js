// @ts-check
/** What the tests of one file play on: a studio of their own, and a browser. */
import { afterAll, beforeAll } from 'vitest'
import { launch, visitor } from './browser.js'
import { Studio } from './studio.js'

/**
 * Both are there before the first test (and before the file's own `beforeAll`), and gone after the last.
 * @param {Record<string, string>} [settings] the studio's
 * @param {string[]} [flags] the browser's
 */
export function stage(settings, flags) {
  const studio = new Studio(settings)
  /** @type {import('playwright-core').Browser} */
  let browser
  beforeAll(async () => {
    ;[browser] = await Promise.all([launch(flags), studio.start()])
  })
  afterAll(async () => {
    await browser?.close()
    await studio.end()
  })
  /** A fresh visitor. @param {Parameters<typeof visitor>[1]} [wanted] */
  const enter = (wanted) => visitor(browser, wanted)
  return { studio, enter }
}
