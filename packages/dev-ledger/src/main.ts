import { readConfig, type LedgerConfig } from './config.ts'
import { startDevLedger, type DevLedger } from './start-dev-ledger.ts'

function exitSaying(code: number, sentence: string): void {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}

function run(ledger: DevLedger): void {
  let stopping = false
  const stop = (): void => {
    stopping = true
    void ledger.close().then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  // Nothing works without it; whoever keeps this program running makes the chain again from its journal.
  void ledger.ended.then(() => (stopping ? null : exitSaying(1, 'ledger: the chain engine (anvil) ended by itself.')))
}

function start(config: LedgerConfig): void {
  startDevLedger(config).then(run, (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') exitSaying(3, `ledger: port ${config.port} is in use by another program.`)
    else exitSaying(1, `ledger could not start: ${error.message}`)
  })
}

const config = readConfig(process.env)
if ('problems' in config) exitSaying(2, `ledger: The configuration is not usable:\n${config.problems.map((problem) => `  ${problem}`).join('\n')}`)
else start(config)
