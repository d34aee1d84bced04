// @ts-check
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `make dev` finds the studio's API. */
const STUDIO = process.env.AUDIO_STUDIO_URL ?? 'http://127.0.0.1:8000'
const API = ['/upload', '/uploads', '/voices', '/jobs', '/models', '/health', '/limits', '/profiles', '/doctor',
  '/openapi.json', '/metrics']

/** `@/lib/api.js` is `src/lib/api.js`; jsconfig.json says the same to the type checker. */
export const SRC = { '@': fileURLToPath(new URL('./src', import.meta.url)) }

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: SRC },
  base: '/page/', // where the studio serves the built files
  build: {
    outDir: '../audio_backend/page',
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
