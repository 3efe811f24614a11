import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/**/*.integration.test.ts', '**/node_modules/**'],
          setupFiles: ['test/support/each-test/globals-stay.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.integration.test.ts'],
          exclude: ['**/node_modules/**'],
          setupFiles: ['test/support/each-test/globals-stay.ts', 'test/support/each-test/invariants-hold.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Each file starts real servers; two cores carry two files at a time.
          maxWorkers: 2,
        },
      },
    ],
  },
})
