// @ts-check
/** `make shots`: a picture of every state at three widths, light and dark, in test-results/shots. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { SIZES, launch, visitor } from './browser.js'
import { STATES, make } from './states.js'
import { RESULTS, Studio } from './studio.js'

const only = process.argv.slice(2) // names of states; all without
const folder = join(RESULTS, 'shots')
if (!only.length) rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })

const studio = new Studio({ demo: 'true' })
const [browser] = await Promise.all([launch(), studio.start()])
try {
  const fixture = await make(studio)
  for (const { name, show } of STATES.filter((state) => !only.length || only.includes(state.name))) {
    for (const theme of /** @type {const} */ (['light', 'dark'])) {
      const { context, page, faults } = await visitor(browser, { theme, size: SIZES.wide })
      const after = await show(page, studio, fixture)
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport)
        await page.waitForTimeout(400) // canvases draw themselves anew
        await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`), fullPage: true })
      }
      if (typeof after === 'function') await after()
      if (faults.length) process.stderr.write(`${name}: ${faults.join('\n')}\n`)
      await context.close()
    }
    process.stdout.write(`${name}\n`)
  }
} finally {
  await browser.close()
  await studio.end()
}
process.stdout.write(`${folder}\n`)
