// @ts-check
import { existsSync } from 'node:fs'

const KNOWN = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where Chromium lies, or undefined. */
export const chromiumPath = () => KNOWN.find((path) => path && existsSync(path))
