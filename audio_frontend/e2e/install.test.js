// @ts-check
/** The page can be installed, and the browser's bars have its colour. */
import { expect, test } from 'vitest'
import { stage } from './stage.js'

const { studio, enter } = stage()

test('Chromium would install the page: its manifest has no fault, and every icon is as large as it says', async () => {
  const { context, page, faults } = await enter()
  await page.goto(studio.url)
  const line = await context.newCDPSession(page)
  const { data, errors, url } = await line.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const manifest = JSON.parse(data ?? '')
  expect(manifest).toMatchObject({ name: 'Audio Studio', start_url: '/', display: 'standalone' })
  const { installabilityErrors } = await line.send('Page.getInstallabilityErrors')
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
  for (const { src, sizes } of manifest.icons) {
    const drawn = await page.evaluate(async (address) => {
      const image = new Image()
      image.src = address
      await image.decode()
      return `${image.naturalWidth}x${image.naturalHeight}`
    }, new URL(src, url).href)
    if (sizes !== 'any') expect(drawn).toBe(sizes)
  }
  expect(faults).toEqual([])
  await context.close()
})

test.each(/** @type {const} */ ([['light', '#ffffff', '#1c1c1f'], ['dark', '#1c1c1f', '#ffffff']]))('the bars of the browser are as the page, %s and when it is switched', async (theme, first, other) => {
  const { context, page } = await enter({ theme })
  const colour = () => page.evaluate(() => [...document.querySelectorAll('meta[name="theme-color"]')].filter((meta) => matchMedia(meta.getAttribute('media') ?? '').matches).map((meta) => meta.getAttribute('content')?.replace(/^#fff$/, '#ffffff')).join())
  await page.goto(studio.url)
  expect(await colour()).toBe(first)
  await page.getByRole('button', { name: /^Switch to/ }).click()
  expect(await colour()).toBe(other)
  await page.reload()
  expect(await colour()).toBe(other)
  await context.close()
})
