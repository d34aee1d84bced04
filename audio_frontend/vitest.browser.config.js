// @ts-check
import { defineConfig } from 'vitest/config'
import { chromiumPath } from './e2e/chromium.js'

const missing = !chromiumPath()
if (missing && process.env.AUDIO_STUDIO_NO_SKIP !== '1') {
  process.stderr.write('\nSKIPPED: the browser tests. No Chromium was found (Debian: apt-get install chromium; or set CHROMIUM to its path).\n\n')
}

/** The page in a real Chromium against the real studio: one file after the other, for the machine is small. */
export default defineConfig({
  test: {
    environment: 'node',
    include: missing && process.env.AUDIO_STUDIO_NO_SKIP !== '1' ? [] : ['e2e/**/*.test.js'],
    passWithNoTests: missing,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ['verbose'],
  },
})
