// @ts-check
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { SRC } from './vite.config.js'

export default defineConfig({
  plugins: [react()],
  resolve: { alias: SRC },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://127.0.0.1:8000/' } },
    include: ['src/**/*.test.{js,jsx}'],
    setupFiles: ['src/test/setup.js'],
    restoreMocks: true,
    testTimeout: 30_000, // the machine may be busy
    coverage: { provider: 'v8', include: ['src/**'], exclude: ['src/test/**', 'src/lib/api-types.d.ts'] },
  },
})
