// @ts-check
/** The walk in Firefox: the demo in other voices, a song of one's own, its cover, the mixer, and by keyboard alone. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SIZES } from './browser.js'
import { axeFindings, firefoxVisitor, launchFirefox, missing, named, press, tooWide } from './firefox.js'
import { RESULTS, Studio } from './studio.js'

const lacks = missing()
if (lacks && process.env.AUDIO_STUDIO_NO_SKIP !== '1') process.stderr.write(`\nSKIPPED: the walk in Firefox. Not found: ${lacks} (Debian: apt-get install firefox-esr pulseaudio).\n\n`)

const studio = new Studio({ demo: 'true' })
/** @type {Awaited<ReturnType<typeof launchFirefox>>} */
let firefox
/** @type {{song: string, cover: string}} */
let made
const folder = join(RESULTS, 'firefox')

/** @param {import('puppeteer-core').Page} page @param {RegExp} words */
const says = (page, words) => page.waitForFunction((source) => new RegExp(source).test(document.querySelector('main')?.innerText ?? ''), { timeout: 170_000 }, words.source)

describe.skipIf(lacks && process.env.AUDIO_STUDIO_NO_SKIP !== '1')('in Firefox', () => {
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    ;[firefox] = await Promise.all([launchFirefox(), studio.start()])
  })
  afterAll(async () => {
    await firefox?.close()
    await studio.end()
  })

  /** A song and its cover; with them, the demo is no longer heard on the first screen. */
  const makeBoth = async () => {
    const song = (await studio.upload(await studio.song('Second song.flac', 24, 9, 'Second Song (Live at Home)', 'Anna Björk & The Neighbours'))).file_id
    made = { song, cover: await studio.job(song, { config: { processing: { segment_length: 12 }, instrumental: { stems: true } } }) }
    await studio.ended(made.cover)
  }

  test('the demo sounds in another voice, then a song of one’s own, then its cover, mixed anew', async () => {
    const { context, page, faults } = await firefoxVisitor(firefox.browser, SIZES.laptop, 'light')
    await page.goto(studio.url)
    await says(page, /4 of 4 ready/)
    await press(page, /^Listen to Original/)
    await named(page, 'button', /^Listen to Original: Playing/)
    await press(page, /^Listen to Deeper/)
    await named(page, 'button', /^Listen to Deeper: Playing/)
    const input = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (await page.$('input[type="file"]'))
    await input.uploadFile(await studio.song('Im Fuchs.flac', 14, 21))
    await says(page, /9 of 9 ready/)
    await press(page, /^Listen to Brighter/)
    await named(page, 'button', /^Listen to Brighter: Playing/)
    await press(page, /^Make the whole song with Brighter/)
    await says(page, /Your cover is ready/)
    await press(page, /^Play$/)
    const place = async () => Number(await (await named(page, '[role="slider"]', /^Playback position/)).evaluate((one) => one.getAttribute('aria-valuenow')))
    await expect.poll(place, { timeout: 20_000 }).toBeGreaterThan(1)
    await press(page, /^Original$/)
    const before = await place()
    await expect.poll(place, { timeout: 20_000 }).toBeGreaterThan(before) // goes on in the other one
    await press(page, /^Mute: Voice/)
    await press(page, /^Apply/)
    await says(page, /Nothing is changed yet/)
    expect(faults).toEqual([])
    await context.close()
  })

  describe('the pages', () => {
    beforeAll(makeBoth)

    const PLACES = /** @type {[string, () => string, RegExp][]} */ ([
      ['studio', () => '#/', /Drop a song here/], ['song', () => `#/song/${made.song}`, /9 of 9 ready/], ['songs', () => '#/songs', /Second Song/],
      ['cover', () => `#/jobs/${made.cover}`, /Apply mix/], ['library', () => '#/jobs', /Second Song/], ['voices', () => '#/voices', /Ready-made voices/],
      ['system', () => '#/system', /Processor cores/],
    ])

    test.each(PLACES)('%s: axe finds nothing serious, and it fits three widths in both themes', async (name, place, words) => {
      for (const theme of /** @type {const} */ (['light', 'dark'])) {
        const { context, page, faults } = await firefoxVisitor(firefox.browser, SIZES.wide, theme)
        await page.goto(`${studio.url}/${place()}`)
        await says(page, words)
        for (const [size, viewport] of Object.entries(SIZES)) {
          await page.setViewport(viewport)
          await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
          expect(await tooWide(page), `${name}, ${size}, ${theme}`).toEqual([])
          await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`), fullPage: true })
        }
        await page.setViewport(SIZES.wide)
        expect(await axeFindings(page), `${name}, ${theme}`).toEqual([])
        expect(faults).toEqual([])
        await context.close()
      }
    })

    test('by keyboard alone: from the first screen to the button that makes the whole song', async () => {
      const { context, page, faults } = await firefoxVisitor(firefox.browser, SIZES.laptop, 'light')
      await page.goto(`${studio.url}/#/song/${made.song}`)
      await says(page, /9 of 9 ready/)
      const focused = () => page.evaluate(() => (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim())
      const seen = []
      for (let stops = 0; stops < 40 && !/^Make the whole song/.test(seen.at(-1) ?? ''); stops += 1) {
        await page.keyboard.press('Tab')
        seen.push(await focused())
        if (/^Listen to Brighter/.test(seen.at(-1) ?? '')) {
          await page.keyboard.press(' ')
          await named(page, 'button', /^Listen to Brighter: Playing/)
        }
      }
      expect(seen.at(-1), seen.join(' · ')).toMatch(/^Make the whole song with Brighter/)
      expect(faults).toEqual([])
      await context.close()
    })
  })
})
