import { defineConfig } from 'vitest/config'

/** Files that ask who may issue and who may ask: issuing, verifying and every bad input of it, outages, and the wallet; and how authorities come, change and go. */
const onBothAdapters = [
  'test/verifier/{bad-answers,clock-back,kept-facts,ledger-faults,outages,races,whole-exchange}.integration.test.ts',
  'test/issuer/{anchored-lists,ledger-trace,real-keys}.integration.test.ts',
  'test/registrar/{hand-over,join,life-cycle,rotation,running-network}.integration.test.ts',
  'test/registrar/http/registrar-routes.integration.test.ts',
  'test/wallet/{answers,offers,received-credentials,requests,status}.test.ts',
  'test/wallet/use-cases/learn-who-may-ask.test.ts',
]

/** What a test waits for is in no hurry: the usual second is over before a laden machine has sent one transaction and seen its block. */
const patience = { poll: { timeout: 60_000 } }

/**
 * A worker reads each module once and not again for every file, which was a third of all the time. So files share what modules keep: a test that
 * changes such a thing takes it back, as it does with globals (INV-19), and never counts on finding it fresh.
 */
const isolate = false

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/**/*.integration.test.ts', '**/node_modules/**'],
          setupFiles: ['test/support/each-test/globals-stay.ts'],
          // A laden machine reads the whole tree in more than the usual five seconds.
          isolate,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: patience,
          // Left alone, vitest keeps one of two cores for itself.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.integration.test.ts'],
          exclude: ['**/node_modules/**'],
          setupFiles: ['test/support/each-test/globals-stay.ts', 'test/support/each-test/invariants-hold.ts'],
          isolate,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: patience,
          // Each file starts real servers; two cores carry two files at a time.
          maxWorkers: 2,
        },
      },
      {
        test: {
          // What touches trust, once more on a network without a ledger. The rest knows nothing of the difference.
          name: 'signed-list',
          include: [...onBothAdapters],
          setupFiles: ['test/support/each-test/globals-stay.ts', 'test/support/each-test/invariants-hold.ts'],
          env: { COUNTERFOIL_TRUST: 'signed-list' },
          isolate,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: patience,
          maxWorkers: 2,
        },
      },
    ],
  },
})
