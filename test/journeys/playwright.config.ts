import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import type { TrustKind } from '@counterfoil/neighbourhood/settings'

const root = join(import.meta.dirname, '..', '..')

/** How Chromium is started, for a spec that needs a second one with a camera. */
export const launchOptions = {
  ...(process.env['CHROMIUM_PATH'] === undefined ? {} : { executablePath: process.env['CHROMIUM_PATH'] }),
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update'],
}

export default defineConfig<object, { readonly trust: TrustKind }>({
  testDir: join(root, 'test'),
  testMatch: ['journeys/**/*.spec.ts', 'council-website/**/*.spec.ts', 'embed/**/*.spec.ts'],
  projects: [
    { name: 'journeys' },
    // The whole path once more, on a network without a ledger.
    { name: 'signed-list', testMatch: ['journeys/filling.spec.ts'], use: { trust: 'signed-list' } },
  ],
  outputDir: join(root, 'test-results'),
  // One neighbourhood for each worker serves its journeys, one after another.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  reporter: [['list'], ['./looks-reporter.ts']],
  // Generous, as it costs nothing where all is well: a laden machine takes several times as long.
  timeout: 360_000,
  expect: { timeout: 45_000 },
  use: {
    launchOptions,
    locale: 'en-GB',
    actionTimeout: 45_000,
    screenshot: 'only-on-failure',
  },
})
