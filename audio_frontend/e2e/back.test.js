// @ts-check
/** The studio goes, comes back, or is another one: what the page says is so, and what it said goes. */
import { expect, test } from 'vitest'
import { stage } from './stage.js'

const { studio, enter } = stage()
const CHUNK = /VoicesPage-.*\.js/

/** @param {import('playwright-core').Page} page @returns {() => number} how often the page itself was fetched */
function loads(page) {
  let count = 0
  page.on('request', (request) => { if (request.isNavigationRequest()) count += 1 })
  return () => count
}

/** A click at once, before the other pages were fetched ahead. @param {import('playwright-core').Page} page */
const toVoices = async (page) => {
  await page.goto(studio.url)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Voices' }).click()
}

test('a page whose file went with an update is there after one reload, by itself', async () => {
  const { context, page } = await enter()
  const count = loads(page)
  await page.route(CHUNK, (route) => (count() > 1 ? route.continue() : route.fulfill({ status: 404, body: 'Not Found' })))
  await toVoices(page)
  await page.getByRole('heading', { level: 1, name: 'Voices' }).waitFor()
  expect(count()).toBe(2)
  await context.close()
})

test('a page whose file stays away says so, and is not reloaded for ever; the rest works', async () => {
  const { context, page } = await enter()
  const count = loads(page)
  await page.route(CHUNK, (route) => route.fulfill({ status: 404, body: 'Not Found' }))
  await toVoices(page)
  await page.getByText('This page could not be loaded').waitFor()
  await page.waitForTimeout(3000)
  expect(count()).toBe(2)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'System' }).click()
  await page.getByRole('heading', { level: 1, name: 'System' }).waitFor()
  await context.close()
})

test('what failed because the studio was away is not complained of when it is back', async () => {
  const { context, page, faults } = await enter()
  await page.goto(`${studio.url}/#/system`)
  const load = page.getByRole('button', { name: /^Load: / }).first()
  await load.waitFor()
  await studio.stop('SIGKILL')
  await load.click()
  const card = page.getByRole('alert').filter({ hasText: 'The studio does not answer' })
  await card.waitFor()
  const banner = page.getByText(/goes on by itself when the studio is back/)
  await banner.waitFor({ timeout: 3000 }) // at once, not with the next question after its health
  await studio.start()
  await expect.poll(() => card.count(), { timeout: 15_000 }).toBe(0)
  await expect.poll(() => banner.count()).toBe(0)
  expect(faults).toEqual([])
  await context.close()
})
