import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

const root = join(import.meta.dirname, '..', '..')

/** How Chromium is started, for a spec that needs a second one with a camera. */
export const launchOptions = {
  ...(process.env['CHROMIUM_PATH'] === undefined ? {} : { executablePath: process.env['CHROMIUM_PATH'] }),
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update'],
}

export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: join(root, 'test-results'),
  // One neighbourhood serves all journeys, one after another: they share two cores and five councils.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    launchOptions,
    locale: 'en-GB',
    screenshot: 'only-on-failure',
  },
})
