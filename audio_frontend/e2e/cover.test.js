// @ts-check
/** From a file to a cover that was listened to, mixed again and fetched. */
import { readFileSync, statSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { SIZES } from './browser.js'
import { stage } from './stage.js'

const SECONDS = 22

const { studio, enter } = stage()
/** @type {string} */
let song

beforeAll(async () => {
  song = await studio.song('Nächtlicher Gesang 夜 🎤.flac', SECONDS)
})

/** Seconds shown by the play head that is a slider. @param {import('playwright-core').Page} page */
const head = async (page) => Number(await page.getByRole('slider', { name: /position/i }).first().getAttribute('aria-valuenow'))

test('a song becomes a cover: uploaded, configured, watched, heard, compared, mixed again, fetched', async () => {
  const { context, page, faults } = await enter({ size: SIZES.wide })
  await page.goto(studio.url)
  await page.getByLabel('Songs to add').setInputFiles(song)
  await page.waitForURL(/#\/song\//)
  await page.getByRole('heading', { level: 1, name: /Nächtlicher Gesang 夜 🎤/ }).waitFor()

  // configure: the voice, an octave, a short range of segments, a profile; a reload keeps it
  await page.getByRole('radio', { name: /Brighter/i }).click()
  await page.getByRole('radio', { name: 'Fast', exact: true }).click()
  await page.getByRole('radio', { name: /as sung|^0$/i }).first().click()
  await page.reload()
  await expect.poll(() => page.getByRole('radio', { name: /Brighter/i }).isChecked()).toBe(true)
  expect(await page.getByRole('radio', { name: 'Fast', exact: true }).isChecked()).toBe(true)

  // the upload plays, and the play head moves
  await page.getByRole('button', { name: 'Play', exact: true }).first().click()
  await expect.poll(() => head(page), { timeout: 15_000 }).toBeGreaterThan(0.5)
  await page.getByRole('button', { name: 'Pause', exact: true }).first().click()

  await page.getByText(/About .* on this computer/).waitFor()
  await page.getByRole('button', { name: 'Make cover' }).click()
  await page.waitForURL(/#\/jobs\//)
  const job = page.url().split('/').pop() ?? ''
  await expect.poll(() => page.title(), { timeout: 60_000 }).toMatch(/\d+ %/)
  await page.reload() // watching goes on
  await page.getByRole('heading', { name: 'Your cover is ready' }).waitFor({ timeout: 170_000 })

  // listen: sound comes out and the play head moves; A/B keeps it
  await page.getByRole('button', { name: 'Play', exact: true }).first().click()
  await expect.poll(() => head(page), { timeout: 30_000 }).toBeGreaterThan(1)
  await page.getByText(/^Peak −?\d/).waitFor() // the meter at the loudspeakers: there is sound in it
  const before = await head(page)
  await page.getByRole('radio', { name: 'Original', exact: true }).click()
  expect(await head(page)).toBeGreaterThanOrEqual(before - 0.2) // five times a second it is told anew
  await expect.poll(() => head(page), { timeout: 30_000 }).toBeGreaterThan(before + 0.5)
  expect(await head(page)).toBeLessThan(before + 10) // it went on from there, not from the start
  await page.getByRole('button', { name: 'Pause', exact: true }).first().click()

  // the mixer: the vocal quieter by 6 dB, without computing it again
  const first = await studio.api(`/jobs/${job}`)
  const gain = page.getByRole('textbox', { name: 'Level: Voice' })
  await gain.fill('-6')
  await gain.press('Enter')
  await page.getByRole('button', { name: /Apply/ }).click()
  await expect.poll(async () => (await studio.api(`/jobs/${job}`)).config.mixing.vocal_db, { timeout: 30_000 }).toBe(-6)
  await expect.poll(async () => (await studio.api(`/jobs/${job}`)).status, { timeout: 60_000 }).toBe('completed')
  const second = await studio.api(`/jobs/${job}`)
  expect(second.result.sha256).not.toBe(first.result.sha256)
  expect(second.segments.map((/** @type {any} */ one) => one.state)).toEqual(first.segments.map((/** @type {any} */ one) => one.state))

  // fetch: the bytes are the ones the server vouches for
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Download the cover/ }).click()])
  expect(download.suggestedFilename()).toBe('Nächtlicher Gesang 夜 🎤 (cover).wav')
  const bytes = readFileSync(await download.path())
  expect(bytes.length).toBe(second.result.bytes)
  const { createHash } = await import('node:crypto')
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(second.result.sha256)

  await page.reload()
  await page.getByRole('heading', { name: 'Your cover is ready' }).waitFor()
  expect(faults).toEqual([])
  await context.close()
})

test('everything can be done with the keyboard alone', async () => {
  const { context, page, faults } = await enter()
  const { file_id } = await studio.upload(await studio.song('keys.flac', 12, 5))
  await page.goto(`${studio.url}/#/song/${file_id}`)
  await page.getByRole('radio', { name: 'Fast', exact: true }).waitFor()
  /** Tab until the focus is there. @param {RegExp} name @param {string} role */
  const tabTo = async (name, role) => {
    for (let tries = 0; tries < 120; tries += 1) {
      await page.keyboard.press('Tab')
      const found = await page.evaluate(() => {
        const at = document.activeElement
        return at && { name: at.getAttribute('aria-label') ?? at.textContent?.trim() ?? '', role: at.getAttribute('role') ?? at.tagName.toLowerCase() }
      })
      if (found && found.role === role && name.test(found.name)) return
    }
    throw new Error(`Tab never came to ${name}`)
  }
  await tabTo(/position/i, 'slider')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  expect(await head(page)).toBeCloseTo(2, 0)
  await page.keyboard.press('End')
  expect(await head(page)).toBeGreaterThan(11)
  await page.keyboard.press('Home')
  expect(await head(page)).toBeLessThan(0.5)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByText(/About .* on this computer/).waitFor()
  await tabTo(/^Make cover$/, 'button')
  await page.keyboard.press('Enter')
  await page.waitForURL(/#\/jobs\//)
  await page.getByRole('heading', { name: 'Your cover is ready' }).waitFor({ timeout: 170_000 })
  await page.getByRole('slider', { name: /position/i }).waitFor()
  await page.keyboard.press('Space') // plays
  await expect.poll(() => head(page), { timeout: 30_000 }).toBeGreaterThan(0.5)
  await page.keyboard.press('x') // the original
  await expect.poll(() => page.getByRole('radio', { name: 'Original', exact: true }).isChecked()).toBe(true)
  await page.keyboard.press('Space')
  await tabTo(/^Download the cover/, 'a')
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  expect(statSync(await download.path()).size).toBeGreaterThan(100_000)
  expect(faults).toEqual([])
  await context.close()
})

test('on a phone: the demo way, from drop to a try of 20 seconds', async () => {
  const { context, page, faults } = await enter({ size: SIZES.phone })
  const { file_id } = await studio.upload(await studio.song('long enough.flac', 40, 7))
  await page.goto(`${studio.url}/#/song/${file_id}`)
  await page.getByRole('radio', { name: 'Fast', exact: true }).click()
  await page.getByText(/About .* on this computer/).waitFor()
  await page.getByRole('button', { name: 'Try 20 s' }).click()
  await page.waitForURL(/#\/jobs\//)
  await page.getByRole('heading', { name: 'Your cover is ready' }).waitFor({ timeout: 170_000 })
  const job = await studio.api(`/jobs/${page.url().split('/').pop()}`)
  expect(job.config.range).toMatchObject({ start: 0, stop: 20 })
  expect(job.result.frames).toBe(20 * job.result.sample_rate)
  expect(faults).toEqual([])
  await context.close()
})
