// @ts-check
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [react()],
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://127.0.0.1:8000/' } },
    include: ['src/**/*.test.{js,jsx}'],
    setupFiles: ['src/test/setup.js'],
    restoreMocks: true,
    testTimeout: 30_000, // the machine may be busy
    coverage: { provider: 'v8', include: ['src/**'], exclude: ['src/test/**', 'src/services/api-types.d.ts'] },
  },
})
