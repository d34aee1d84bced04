// @ts-check
/** Debian's Chromium through playwright-core, and what every test asks of a page. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { chromium } from 'playwright-core'
import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'vitest'
import { chromiumPath } from './chromium.js'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required']

export const SIZES = { phone: { width: 390, height: 844 }, laptop: { width: 1024, height: 768 }, wide: { width: 1600, height: 1000 }, zoomed: { width: 320, height: 512 } }

/** @param {string[]} [flags] beside the usual ones */
export const launch = (flags = []) => {
  const executablePath = chromiumPath()
  if (!executablePath) throw new Error('No Chromium found: install it (Debian: apt-get install chromium), or set CHROMIUM to its path.')
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags] })
}

/** Runs in the page; a document without an origin has no storage. */
function leaveMoreOpen() {
  if (location.protocol.startsWith('http') && localStorage.getItem('song-more') === null) localStorage.setItem('song-more', 'open')
}

/**
 * A fresh visitor; whatever the page throws, or is refused by its own policy, is kept in `faults`.
 * @param {import('playwright-core').Browser} browser
 * @param {{size?: {width: number, height: number}, theme?: 'light' | 'dark', more?: boolean, touch?: boolean, density?: number}} [wanted] `more`: the song page was left with *More* open; `touch`: by finger, as on a phone; `density`: pixels of the screen for one of the page
 */
export async function visitor(browser, { size = SIZES.laptop, theme = 'light', more = true, touch = false, density } = {}) {
  const context = await browser.newContext({ viewport: size, colorScheme: theme, acceptDownloads: true, reducedMotion: 'reduce', hasTouch: touch, isMobile: touch, deviceScaleFactor: density })
  if (more) await context.addInitScript(leaveMoreOpen)
  /** @type {string[]} */
  const faults = []
  context.on('weberror', (fault) => faults.push(String(fault.error())))
  context.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|ERR_/.test(message.text())) faults.push(message.text())
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  return { context, page, faults }
}

/** As if these files were let go over the page. @param {import('playwright-core').Page} page @param {(string | {name: string, bytes: number[]})[]} files paths, or what they hold */
export function dropFiles(page, files) {
  const carried = files.map((file) => (typeof file === 'string' ? { name: basename(file), bytes: readFileSync(file).toString('base64') } : { name: file.name, bytes: Buffer.from(file.bytes).toString('base64') }))
  return page.evaluate((all) => {
    const dropped = new DataTransfer()
    for (const { name, bytes } of all) dropped.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name))
    for (const kind of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: dropped, bubbles: true, cancelable: true }))
  }, carried)
}

/** Nothing serious or critical, anywhere on the page. @param {import('playwright-core').Page} page @param {string} state */
export async function accessible(page, state) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
  const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  const messages = bad.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `   ${node.html.slice(0, 160)} — ${node.failureSummary?.slice(0, 200)}`).join('\n')}`)
  expect(messages, `axe in the state “${state}”`).toEqual([])
}

/** Nothing is wider than the screen. @param {import('playwright-core').Page} page @param {string} state */
export async function fits(page, state) {
  const over = await page.evaluate(() => {
    const wide = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= wide) return []
    return [...document.querySelectorAll('main *')].filter((element) => element.getBoundingClientRect().right > wide + 1)
      .slice(0, 5).map((element) => element.outerHTML.slice(0, 120))
  })
  expect(over, `nothing overflows in the state “${state}”`).toEqual([])
}
