import type { Calls } from './calls.ts'
import { readConfig, type WalletServerConfig } from './config.ts'
import { createWalletServer } from './serve.ts'

function sayAndExit(code: number, sentence: string): void {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}

/** Loaded where they are wanted alone. */
const callsOf = async ({ calls }: WalletServerConfig): Promise<Calls | null> => (calls == null ? null : (await import('./calls.ts')).openCalls(calls))

const config = readConfig(process.env)
if ('problems' in config) {
  sayAndExit(2, `wallet: The configuration is not usable:\n${config.problems.map((problem) => `  ${problem}`).join('\n')}`)
} else {
  const server = createWalletServer(config, await callsOf(config))
  server.on('error', (error: NodeJS.ErrnoException) => sayAndExit(error.code === 'EADDRINUSE' ? 3 : 1, `wallet: ${error.code === 'EADDRINUSE' ? `port ${config.port} is in use by another program.` : error.message}`))
  server.listen(config.port, config.host)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      server.closeAllConnections()
      server.close(() => process.exit(0))
    })
  }
}
