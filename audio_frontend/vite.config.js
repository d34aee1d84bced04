// @ts-check
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `make dev` finds the studio's API. */
const STUDIO = process.env.AUDIO_STUDIO_URL ?? 'http://127.0.0.1:8000'
const API = ['/upload', '/uploads', '/voices', '/jobs', '/models', '/health', '/limits', '/profiles', '/doctor',
  '/openapi.json', '/metrics']

/** `@/lib/api.js` is `src/lib/api.js`; jsconfig.json says the same to the type checker. */
export const SRC = { '@': fileURLToPath(new URL('./src', import.meta.url)) }

const BUILT = fileURLToPath(new URL('../audio_backend/page', import.meta.url))
const TEXT = /\.(js|css|html|svg|webmanifest|md)$/
const LEAST_GAIN = 0.9 // of its size: what hardly shrinks is sent as it is

/**
 * Beside each text file its brotli and its gzip, for audio_backend/api/page.py to send. Nothing in the names tells which
 * file they are of, but the ending.
 * @returns {import('vite').Plugin}
 */
const compressed = () => ({
  name: 'compressed',
  apply: 'build',
  async closeBundle() {
    const ways = /** @type {const} */ ([
      ['br', (/** @type {Buffer} */ text) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })],
      ['gz', (/** @type {Buffer} */ text) => promisify(gzip)(text, { level: 9 })],
    ])
    const names = (await readdir(BUILT)).filter((name) => TEXT.test(name))
    await Promise.all(names.map(async (name) => {
      const text = await readFile(join(BUILT, name))
      for (const [ending, shrink] of ways) {
        const small = await shrink(text)
        if (small.length < text.length * LEAST_GAIN) await writeFile(join(BUILT, `${name}.${ending}`), small)
      }
    }))
  },
})

/**
 * Style sheets come after what index.html draws by itself, so that it is drawn without waiting for them; scripts still
 * wait for both.
 * @returns {import('vite').Plugin}
 */
const frameFirst = () => ({
  name: 'frame-first',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { filename }) {
      if (!filename.endsWith('index.html')) return html
      const sheets = html.match(/ *<link rel="stylesheet"[^>]*>\n?/g) ?? []
      return sheets.reduce((text, sheet) => text.replace(sheet, ''), html).replace('</body>', `${sheets.join('')}</body>`)
    },
  },
})

export default defineConfig({
  plugins: [react(), tailwindcss(), frameFirst(), compressed()],
  resolve: { alias: SRC },
  base: '/page/', // where the studio serves the built files
  build: {
    outDir: BUILT,
    emptyOutDir: true,
    assetsDir: '.',
    target: 'es2022',
    sourcemap: false,
    license: { fileName: 'licenses.md' }, // of what is in the built files
    rolldownOptions: { input: ['index.html', 'docs.html'] }, // docs.html is the studio's /docs
    chunkSizeWarningLimit: 1800, // Swagger UI, for /docs only; e2e/speed.test.js weighs what the first page needs
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    // changeOrigin: the studio answers only to names of this computer, and refuses other sites' pages
    proxy: {
      ...Object.fromEntries(API.map((path) => [path, { target: STUDIO, changeOrigin: true, headers: { origin: STUDIO } }])),
      '/docs': { target: STUDIO, bypass: ({ url }) => `/page/docs.html${new URL(url ?? '', STUDIO).search}` },
    },
  },
})
