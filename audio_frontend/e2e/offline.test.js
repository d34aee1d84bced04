// @ts-check
/** The studio isn't running when its page is opened: the page's own words, and it goes on by itself. */
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { SIZES, accessible, fits } from './browser.js'
import { stage } from './stage.js'

const { studio, enter } = stage()

/** Somebody who was here before: the worker is there. @param {import('playwright-core').Page} page @param {string} [place] */
async function known(page, place = '#/voices') {
  await page.goto(`${studio.url}/${place}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true)
  await expect.poll(() => page.evaluate(async () => Boolean(await caches.match('/page/offline.html')))).toBe(true)
}

test.each(/** @type {const} */ (['light', 'dark']))('reloaded and opened while it is stopped it says so; started, it goes on at the same place, untouched: %s', async (theme) => {
  const { context, page, faults } = await enter({ theme })
  await known(page)
  await studio.stop()
  await page.reload()
  await page.getByRole('heading', { name: 'The studio isn’t running' }).waitFor()
  await page.getByText('make run').waitFor()
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport)
    await fits(page, `offline, ${size}`)
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/offline-${size}-${theme}.png` })
  }
  await accessible(page, `offline, ${theme}`)
  const other = await context.newPage()
  await other.goto(`${studio.url}/?token=none`)
  await other.getByRole('button', { name: 'Look again now' }).click() // there is none yet
  await other.getByRole('heading', { name: 'The studio isn’t running' }).waitFor()
  await other.close()
  await studio.start()
  await page.getByRole('heading', { level: 1, name: 'Voices' }).waitFor({ timeout: 15_000 })
  expect(page.url()).toBe(`${studio.url}/#/voices`)
  expect(faults).toEqual([])
  await context.close()
})

test('nothing but the opening of the page goes through the worker: sounds, events, files and questions are the studio’s', async () => {
  const { context, page, faults } = await enter()
  await known(page, '#/')
  const { file_id } = await studio.upload(await studio.song('song.flac', 10))
  const worker = context.serviceWorkers()[0]
  await worker.evaluate(() => {
    const here = /** @type {any} */ (globalThis)
    here.answered = []
    const before = here.FetchEvent.prototype.respondWith
    here.FetchEvent.prototype.respondWith = function (/** @type {any} */ answer) {
      here.answered.push(new URL(this.request.url).pathname)
      return before.call(this, answer)
    }
  })
  await page.reload()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const [range, length] = await page.evaluate(async (id) => {
    const sound = await fetch(`/uploads/${id}/audio`, { headers: { Range: 'bytes=0-99' } })
    return [sound.status, (await sound.arrayBuffer()).byteLength]
  }, file_id)
  expect([range, length]).toEqual([206, 100])
  const job = await studio.job(file_id)
  await page.goto(`${studio.url}/#/jobs/${job}`)
  await page.getByRole('heading', { name: 'Your cover is ready' }).waitFor({ timeout: 120_000 }) // by its events
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Download the cover/ }).click()])
  expect(await download.failure()).toBeNull()
  await page.goto(`${studio.url}/docs`)
  expect(await worker.evaluate(() => /** @type {any} */ (globalThis).answered)).toEqual(['/'])
  expect(faults).toEqual([])
  await context.close()
})

test('what it keeps is one page of words, and no part of the studio’s', async () => {
  const { context, page } = await enter()
  await known(page)
  const kept = await page.evaluate(async () => {
    const names = await caches.keys()
    const requests = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))
    return [names, requests]
  })
  expect(kept).toEqual([['studio-offline'], [['/page/offline.html']]])
  await context.close()
})

test('another program at this address is shown as it is, and the worker is gone after it', async () => {
  const { context, page } = await enter()
  await known(page)
  await studio.stop()
  const stranger = createServer((_request, answer) => answer.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>Another</title><h1>Another program</h1>'))
  await new Promise((done) => void stranger.listen(studio.port, '127.0.0.1', () => done(undefined)))
  await page.goto(`${studio.url}/?now`)
  await page.getByRole('heading', { name: 'Another program' }).waitFor()
  await expect.poll(() => page.evaluate(async () => [(await navigator.serviceWorker.getRegistrations()).length, await caches.keys()])).toEqual([0, []])
  stranger.closeAllConnections()
  await new Promise((done) => void stranger.close(done))
  await studio.start()
  await page.goto(`${studio.url}/#/voices`)
  await page.getByRole('heading', { level: 1, name: 'Voices' }).waitFor()
  await context.close()
})

test('over plain http from elsewhere there is none, and the page is as it was', async () => {
  const { context, page, faults } = await enter()
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined }))
  await context.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'))
  await page.goto(studio.url)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForTimeout(500)
  expect(context.serviceWorkers()).toEqual([])
  expect(faults).toEqual([])
  await context.close()
})
