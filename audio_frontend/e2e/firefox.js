// @ts-check
/** Debian's Firefox through puppeteer-core (WebDriver BiDi), with loudspeakers that nobody hears: PulseAudio's null sink. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import axe from 'axe-core'
import puppeteer from 'puppeteer-core'

/** @typedef {import('puppeteer-core').Page} Page */

const first = (/** @type {(string | undefined)[]} */ ...paths) => paths.find((path) => path && existsSync(path))
export const firefoxPath = () => first(process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox')
const pulseaudioPath = () => first('/usr/bin/pulseaudio')

/** What is missing on this machine, in words; empty where all is there. */
export const missing = () => [!firefoxPath() && 'Firefox (firefox-esr)', !pulseaudioPath() && 'pulseaudio'].filter(Boolean).join(' and ')

/** A Firefox with a place to send sound to, both gone after `close()`. */
export async function launchFirefox() {
  const folder = mkdtempSync(join(tmpdir(), 'firefox-'))
  const env = { ...process.env, XDG_RUNTIME_DIR: folder, PULSE_RUNTIME_PATH: join(folder, 'pulse') }
  const modules = ['module-null-sink', 'module-native-protocol-unix'].map((name) => `--load=${name}`)
  const sink = spawn(String(pulseaudioPath()), ['-n', '--daemonize=no', '--exit-idle-time=-1', ...modules], { env, stdio: 'ignore' })
  for (let tries = 0; tries < 100 && !existsSync(join(folder, 'pulse/native')); tries += 1) await sleep(50)
  const browser = await puppeteer.launch({
    browser: 'firefox', executablePath: firefoxPath(), headless: true, env,
    extraPrefsFirefox: { 'media.autoplay.default': 0, 'media.autoplay.blocking_policy': 0 },
  })
  const close = async () => {
    await browser.close()
    sink.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  return { browser, close }
}

/**
 * A fresh visitor; what the page throws or complains of is kept in `faults`.
 * @param {import('puppeteer-core').Browser} browser @param {{width: number, height: number}} size @param {'light' | 'dark'} theme
 */
export async function firefoxVisitor(browser, size, theme) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  /** @type {string[]} */
  const faults = []
  page.on('pageerror', (error) => faults.push(error instanceof Error ? error.message : String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) faults.push(message.text())
  })
  await page.setViewport(size)
  await page.evaluateOnNewDocument((wanted) => {
    if (location.protocol.startsWith('http')) localStorage.setItem('theme', wanted)
  }, theme)
  return { context, page, faults }
}

/** The visible element of this role (a tag or a role) whose name is so; waited for. @param {Page} page @param {string} selector @param {RegExp} name @returns {Promise<import('puppeteer-core').ElementHandle<HTMLElement>>} */
export async function named(page, selector, name) {
  const found = await page.waitForFunction((wanted, source) => {
    const pattern = new RegExp(source)
    return [...document.querySelectorAll(wanted)].find((one) => one.checkVisibility() && pattern.test((one.getAttribute('aria-label') ?? one.textContent ?? '').trim()))
  }, {}, selector, name.source)
  return /** @type {any} */ (found)
}

/** @param {Page} page @param {RegExp} name */
export async function press(page, name) {
  const button = await named(page, 'button, [role="radio"], [role="switch"], summary', name)
  await button.evaluate((one) => one.scrollIntoView({ block: 'center' }))
  await button.click()
}

/** Serious findings of axe, as in browser.js. @param {Page} page @returns {Promise<string[]>} */
export async function axeFindings(page) {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (window).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    return violations.filter((/** @type {any} */ { impact }) => impact === 'serious' || impact === 'critical')
      .map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`)
  })
}

/** What is wider than the screen. @param {Page} page @returns {Promise<string[]>} */
export const tooWide = (page) =>
  page.evaluate(() => {
    const wide = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= wide) return []
    return [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > wide + 1).slice(0, 5).map((one) => one.outerHTML.slice(0, 120))
  })
