// @ts-check
/** What plays goes on while one is elsewhere, without a gap, and ends in words when it can't. */
import { beforeAll, expect, test } from 'vitest'
import { SIZES } from './browser.js'
import { stage } from './stage.js'

const { studio, enter } = stage()
const TITLE = 'Evening in another voice'
/** @type {string} */
let song
/** @type {string} */
let job

beforeAll(async () => {
  song = (await studio.upload(await studio.song('evening.flac', 60, 3, 'Evening Song', 'Anna Björk'))).file_id
  job = await cover(TITLE)
})

/** @param {string} title */
async function cover(title) {
  const made = await studio.job(song, { title, config: { processing: { segment_length: 20 } } })
  await studio.ended(made)
  return made
}

/** @typedef {import('playwright-core').Page} Page */

/** Everything that goes to the loudspeakers, in the thread of sound, so that nothing the page does can hold it up. */
function listenIn() {
  const here = /** @type {any} */ (window)
  here.recorded = []
  here.contexts = 0
  const connect = /** @type {any} */ (AudioNode.prototype.connect)
  AudioNode.prototype.connect = /** @type {any} */ (/** @this {AudioNode} @param {any} to @param {any[]} more */ function (to, ...more) {
    if (to instanceof AudioDestinationNode && this.context instanceof AudioContext) {
      here.contexts += 1
      void this.context.audioWorklet.addModule('/page/blocks.js').then(() => {
        const recorder = new AudioWorkletNode(this.context, 'blocks')
        recorder.port.onmessage = ({ data }) => here.recorded.push(data)
        connect.call(this, recorder)
      })
    }
    return connect.call(this, to, ...more)
  })
}

/** Every `<audio>` that was made, and what happened to it. */
function watchSounds() {
  const here = /** @type {any} */ (window)
  here.sounds = []
  const Real = window.Audio
  here.Audio = function (/** @type {string} */ src) {
    const audio = new Real(src)
    const seen = { audio, events: /** @type {string[]} */ ([]) }
    for (const name of ['pause', 'waiting', 'emptied', 'seeking', 'stalled', 'ended']) audio.addEventListener(name, () => seen.events.push(name))
    here.sounds.push(seen)
    return audio
  }
}

/** @param {Page} page */
const bar = (page) => page.getByRole('region', { name: 'Now playing' })
/** @param {Page} page @param {string} name */
const follow = async (page, name) => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}
/** @param {Page} page @param {string} [id] */
async function playCover(page, id = job) {
  await page.goto(`${studio.url}/#/jobs/${id}`)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(() => head(page), { timeout: 30_000 }).toBeGreaterThan(0.5)
}
/** @param {Page} page @param {string} [name] */
const head = async (page, name = 'Playback position') => Number(await page.getByRole('slider', { name }).getAttribute('aria-valuenow'))
const inBar = (/** @type {Page} */ page) => head(page, 'Position of what plays')

/** The first channel of a WAV of 16 or 24 bits. @param {string} url */
async function leftOf(url) {
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer())
  const format = bytes.indexOf('fmt ') + 8
  const [channels, width] = [bytes.readUInt16LE(format + 2), bytes.readUInt16LE(format + 14) / 8]
  expect([2, 3]).toContain(width)
  const at = bytes.indexOf('data') + 8
  return Float32Array.from({ length: Math.floor((bytes.length - at) / (width * channels)) }, (_, frame) => bytes.readIntLE(at + frame * width * channels, width) / 2 ** (8 * width - 1))
}

/** Where in the file the recording begins: where they are most alike. @param {Float32Array} file @param {Float32Array} recorded @param {number} probe a place in the recording */
function lagOf(file, recorded, probe, length = 512) {
  let best = { lag: 0, likeness: -1 }
  for (let at = 0; at + length < file.length; at += 1) {
    let [product, power] = [0, 1e-12]
    for (let next = 0; next < length; next += 1) {
      product += recorded[probe + next] * file[at + next]
      power += file[at + next] ** 2
    }
    const likeness = product / Math.sqrt(power)
    if (likeness > best.likeness) best = { lag: at - probe, likeness }
  }
  return best.lag
}

/** How much of a frame and of its neighbour is heard: the player delays by 264.6 frames, between two of them. @param {Float32Array} file @param {Float32Array} recorded @param {number} lag @param {number} start */
function tapsOf(file, recorded, lag, start, length = 8192) {
  let [aa, ab, bb, ay, by] = [0, 0, 0, 0, 0]
  for (let frame = start; frame < start + length; frame += 1) {
    const [a, b, y] = [file[frame + lag], file[frame + lag + 1], recorded[frame]]
    aa += a * a; ab += a * b; bb += b * b; ay += a * y; by += b * y
  }
  const whole = aa * bb - ab * ab
  return [(ay * bb - by * ab) / whole, (by * aa - ay * ab) / whole]
}

/** The furthest that the recording is from the file anywhere. @param {Float32Array} file @param {Float32Array} recorded */
function furthest(file, recorded) {
  const [start, likest] = [8192, lagOf(file, recorded, 8192)]
  const fits = [likest - 1, likest].map((lag) => {
    const [one, two] = tapsOf(file, recorded, lag, start)
    let [worst, at] = [0, 0]
    for (let frame = start; frame < recorded.length; frame += 1) {
      const off = Math.abs(recorded[frame] - one * file[frame + lag] - two * file[frame + lag + 1])
      if (off > worst) [worst, at] = [off, frame]
    }
    return { worst, at, taps: [one, two] }
  })
  return fits.sort((one, other) => one.worst - other.worst)[0]
}

test('a cover goes on from page to page and back, and not one sample of it is missing', async () => {
  const { context, page, faults } = await enter()
  await context.addInitScript(listenIn)
  await playCover(page)
  for (const name of ['Library', 'Voices', 'System', 'Songs']) await follow(page, name)
  await page.goto(`${studio.url}/#/song/${song}`)
  await page.getByText(/About .* on this computer/).waitFor()
  await bar(page).getByText(TITLE).first().waitFor()
  await bar(page).getByText('Anna Björk').waitFor()
  expect(await bar(page).locator('img').evaluate((image) => /** @type {HTMLImageElement} */ (image).naturalWidth)).toBeGreaterThan(0)
  expect(await page.evaluate(() => [navigator.mediaSession.metadata?.title, navigator.mediaSession.playbackState])).toEqual([TITLE, 'playing'])
  const before = await inBar(page)
  await bar(page).getByRole('link', { name: `Open the page of ${TITLE}` }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor() // the page's own
  expect(await bar(page).count()).toBe(0)
  expect(await head(page)).toBeGreaterThanOrEqual(before)
  const enough = 3 * 44_100
  await page.waitForFunction((frames) => /** @type {any} */ (window).recorded.reduce((/** @type {number} */ sum, /** @type {Float32Array} */ block) => sum + block.length, 0) > frames, enough)
  const blocks = await page.evaluate(() => /** @type {any} */ (window).recorded.map((/** @type {Float32Array} */ block) => Array.from(block)))
  expect(await page.evaluate(() => /** @type {any} */ (window).contexts)).toBe(1) // the very same player
  const recorded = Float32Array.from(blocks.flat())
  const file = await leftOf(`${studio.url}/jobs/${job}/download?format=wav&stem=mix`)
  const { worst, at, taps } = furthest(file, recorded)
  process.stdout.write(`${(recorded.length / 44_100).toFixed(1)} s over six pages: at most ${worst.toExponential(1)} of full scale from the file (${taps.map((tap) => tap.toFixed(3))})\n`)
  expect(worst, `${at} frames after its begin`).toBeLessThan(1e-4) // a gap, or a frame lost, is a thousand times that
  expect(faults).toEqual([])
  await context.close()
})

test('a song that is heard goes on too: its sound is never paused, nor fetched anew', async () => {
  const { context, page, faults } = await enter()
  await context.addInitScript(watchSounds)
  await page.goto(`${studio.url}/#/song/${song}`)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(() => head(page), { timeout: 30_000 }).toBeGreaterThan(0.5)
  const began = await page.evaluate(() => {
    const { audio, events } = /** @type {any} */ (window).sounds.find((/** @type {any} */ one) => !one.audio.paused)
    events.length = 0
    return performance.now() - audio.currentTime * 1000
  })
  for (const name of ['Library', 'System']) await follow(page, name)
  await bar(page).getByText('Evening Song').first().waitFor()
  await page.waitForTimeout(1000)
  await bar(page).getByRole('link', { name: 'Open the page of Evening Song' }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
  const [late, events, playing] = await page.evaluate((zero) => {
    const going = /** @type {any} */ (window).sounds.filter((/** @type {any} */ one) => !one.audio.paused)
    return [performance.now() - zero - going[0].audio.currentTime * 1000, going[0].events, going.length]
  }, began)
  process.stdout.write(`the song: ${Math.round(late)} ms behind the clock after three pages\n`)
  expect([events, playing]).toEqual([[], 1])
  expect(Math.abs(late)).toBeLessThan(100) // the clock of an <audio> is coarse
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await follow(page, 'Library')
  expect(await bar(page).count()).toBe(0) // what stands still doesn't stay
  expect(faults).toEqual([])
  await context.close()
})

test('from the bar it is paused, moved, turned down, heard as the original, and closed; keys too', async () => {
  const { context, page, faults } = await enter()
  await context.addInitScript(() => {
    const here = /** @type {any} */ (window)
    here.media = {}
    const set = MediaSession.prototype.setActionHandler
    MediaSession.prototype.setActionHandler = function (action, act) {
      here.media[action] = act
      return set.call(this, action, act)
    }
  })
  await playCover(page)
  await follow(page, 'Library')
  await page.keyboard.press('Space')
  await bar(page).getByRole('button', { name: `Play: ${TITLE}` }).waitFor()
  const stood = await inBar(page)
  await page.evaluate(() => /** @type {any} */ (window).media.play())
  await bar(page).getByRole('button', { name: `Pause: ${TITLE}` }).waitFor()
  await expect.poll(() => inBar(page)).toBeGreaterThan(stood)
  await bar(page).getByRole('slider', { name: 'Position of what plays' }).focus()
  for (let times = 0; times < 3; times += 1) await page.keyboard.press('PageUp')
  await expect.poll(() => inBar(page)).toBeGreaterThan(stood + 29)
  await page.evaluate(() => /** @type {any} */ (window).media.seekto({ seekTime: 5 }))
  await expect.poll(() => inBar(page)).toBeLessThan(10)
  await bar(page).getByRole('radio', { name: 'Original' }).click()
  await bar(page).getByRole('button', { name: 'Volume, and what you hear' }).click()
  await bar(page).getByRole('slider', { name: 'Volume' }).focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Escape')
  await expect.poll(() => bar(page).getByRole('slider', { name: 'Volume' }).count()).toBe(0)
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Volume, and what you hear')
  await bar(page).getByRole('link', { name: /^Open the page of/ }).click()
  await expect.poll(() => page.getByRole('radio', { name: 'Original', exact: true }).isChecked()).toBe(true) // as it was left
  await expect.poll(() => page.getByRole('slider', { name: 'Volume' }).getAttribute('aria-valuenow')).toBe('99')
  await follow(page, 'Voices')
  await bar(page).getByRole('button', { name: 'Stop, and close the player' }).click()
  expect(await bar(page).count()).toBe(0)
  expect(await page.evaluate(() => [document.activeElement?.id, navigator.mediaSession.playbackState])).toEqual(['main', 'none'])
  expect(faults).toEqual([])
  await context.close()
})

test('any other sound stops it: a short one for the moment, another piece for good', async () => {
  const { context, page } = await enter()
  await playCover(page)
  await follow(page, 'Voices')
  await bar(page).getByRole('button', { name: /^Pause/ }).waitFor()
  await page.getByRole('button', { name: /^Listen|^Play|Hear/ }).filter({ hasNotText: TITLE }).first().click()
  await bar(page).getByRole('button', { name: /^Play/ }).waitFor()
  await page.goto(`${studio.url}/#/song/${song}`)
  await page.getByRole('group', { name: /waveform|song/i }).getByRole('button', { name: 'Play', exact: true }).first().click()
  await expect.poll(() => bar(page).count()).toBe(0)
  await context.close()
})

test('deleted in another tab while it plays: it says so', async () => {
  const doomed = await cover('Doomed')
  const { context, page, faults } = await enter()
  await playCover(page, doomed)
  await follow(page, 'Voices')
  const other = await context.newPage()
  await other.goto(`${studio.url}/#/jobs/${doomed}`)
  await other.getByRole('button', { name: 'Delete', exact: true }).first().click()
  await other.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
  await page.bringToFront()
  await bar(page).getByText('“Doomed” was deleted, so it plays no more.').waitFor({ timeout: 5000 })
  await bar(page).getByRole('button', { name: 'Stop, and close the player' }).click()
  expect(faults).toEqual([])
  await context.close()
})

test('made anew in another tab while it plays: it says so, and leads to the new one, which plays on from there', async () => {
  const { context, page } = await enter()
  const again = await cover('Anew')
  await playCover(page, again)
  await follow(page, 'Voices')
  await studio.post(`/jobs/${again}/remix`, { mixing: { vocal_db: -6 } })
  await studio.ended(again)
  await bar(page).getByText('This cover was made anew while it played.').waitFor({ timeout: 40_000 })
  await bar(page).getByRole('link', { name: 'Hear the new one' }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor({ timeout: 30_000 })
  expect(await head(page)).toBeGreaterThan(3)
  expect(await bar(page).count()).toBe(0)
  await context.close()
})

test('the studio is stopped while it plays: it says so, and Play goes on from there when it runs again', async () => {
  const { context, page } = await enter()
  await playCover(page)
  await follow(page, 'Voices')
  await studio.stop('SIGKILL')
  await bar(page).getByText(/could not be fetched.*Press Play to try again/).waitFor({ timeout: 40_000 })
  await studio.start()
  await bar(page).getByRole('button', { name: `Play: ${TITLE}` }).click()
  await bar(page).getByRole('button', { name: `Pause: ${TITLE}` }).waitFor()
  await expect.poll(() => inBar(page), { timeout: 20_000 }).toBeGreaterThan(4)
  await context.close()
})

test('another tab begins to play: this one stops, and says why', async () => {
  const { context, page, faults } = await enter()
  await playCover(page)
  await follow(page, 'Library')
  const other = await context.newPage()
  await other.goto(`${studio.url}/#/song/${song}`)
  await other.getByRole('button', { name: 'Play', exact: true }).first().click()
  await page.bringToFront()
  await page.getByText('Stopped here, because another tab of the studio plays.').waitFor()
  await bar(page).getByRole('button', { name: `Play: ${TITLE}` }).waitFor()
  expect(await head(other)).toBeGreaterThanOrEqual(0)
  expect(faults).toEqual([])
  await context.close()
})

test('on a phone what is heard and how loud are a press away, and the bar is small', async () => {
  const { context, page, faults } = await enter({ size: SIZES.phone })
  await playCover(page)
  await follow(page, 'Library')
  const nav = /** @type {any} */ (await page.getByRole('navigation', { name: 'Main' }).boundingBox())
  const box = /** @type {any} */ (await bar(page).boundingBox())
  process.stdout.write(`bars of the phone: ${nav.height + box.height} px\n`)
  expect(nav.height + box.height).toBeLessThanOrEqual(120)
  expect(Math.abs(box.y + box.height - nav.y)).toBeLessThanOrEqual(1)
  await bar(page).getByRole('button', { name: 'Volume, and what you hear' }).click()
  await bar(page).getByRole('radio', { name: 'Original' }).click()
  await expect.poll(() => bar(page).getByRole('radio', { name: 'Original' }).isChecked()).toBe(true)
  expect(faults).toEqual([])
  await context.close()
})
