import { startDevLedger } from './start-dev-ledger.ts'

const { DATA_DIR: dataDir = '', PORT: port = '', HOST: host = 'localhost' } = process.env

function exitSaying(code: number, sentence: string): void {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}

if (dataDir === '' || !/^\d+$/.test(port)) {
  exitSaying(2, 'The ledger needs DATA_DIR (a folder) and PORT (a number).')
} else {
  startDevLedger({ dataDir, port: Number(port), host }).then(
    (ledger) => {
      const stop = (): void => void ledger.close().then(() => process.exit(0))
      process.on('SIGTERM', stop)
      process.on('SIGINT', stop)
    },
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') exitSaying(3, `Ledger: port ${port} is in use by another program.`)
      else exitSaying(1, `The ledger could not start: ${error.message}`)
    },
  )
}
