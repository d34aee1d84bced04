// @ts-check
/** `/docs`: the API to read and to try, from this computer alone and under the page's own policy. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stage } from './stage.js'
import { RESULTS } from './studio.js'

const TOKEN = 'open sesame'
const { studio, enter } = stage({ token: TOKEN })

test.each(/** @type {const} */ (['light', 'dark']))('shows every operation and tries one, and asks nobody else (%s)', async (theme) => {
  const { context, page, faults } = await enter({ theme })
  /** @type {string[]} */
  const foreign = []
  await context.route((url) => url.origin !== studio.url && /^(https?|wss?):$/.test(url.protocol), (route) => {
    foreign.push(route.request().url())
    return route.abort()
  })
  await page.goto(`${studio.url}/docs?token=${encodeURIComponent(TOKEN)}`)
  const start = page.locator('.opblock', { hasText: '/jobs/start' })
  await start.waitFor()
  const { paths } = await studio.api('/openapi.json')
  const operations = Object.values(paths).flatMap((path) => Object.keys(path))
  expect(operations.length).toBeGreaterThan(20)
  expect(await page.locator('.opblock').count()).toBe(operations.length)
  await start.getByRole('button').first().click() // a body with references in it
  await start.getByText('Responses', { exact: true }).waitFor()
  await page.screenshot({ path: join(RESULTS, `docs-${theme}.png`) })
  await start.getByRole('button').first().click()

  const limits = page.locator('.opblock', { has: page.locator('[data-path="/limits"]') })
  await limits.getByRole('button').first().click()
  await limits.getByRole('button', { name: 'Try it out' }).click()
  await limits.getByRole('button', { name: 'Execute' }).click()
  await limits.locator('.live-responses-table').getByText('max_upload_bytes').first().waitFor() // the token went along
  expect(foreign).toEqual([])
  expect(faults).toEqual([])
  await context.close()
})
