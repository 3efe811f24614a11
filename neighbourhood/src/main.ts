import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CannotStart } from './cannot-start.ts'
import { councils } from './councils.ts'
import type { Places } from './places.ts'
import { startNeighbourhood } from './start-neighbourhood.ts'

const usage = `npm start                       start, and keep what is there
npm start -- --reset            begin afresh: forget every council, key and credential
npm start -- --port-base 5700   use ports 5700 to 5750 instead of 4700 to 4750
Everything is kept under .data.`

interface Arguments {
  readonly reset: boolean
  readonly help: boolean
  readonly portBase: number
}

function readArguments(given: readonly string[]): Arguments {
  let portBase = Number(process.env['COUNTERFOIL_PORT_BASE'] ?? 4700)
  let reset = false
  let help = false
  for (let index = 0; index < given.length; index += 1) {
    const argument = given[index]
    if (argument === '--reset') reset = true
    else if (argument === '--help') help = true
    else if (argument === '--port-base') {
      index += 1
      portBase = Number(given[index])
    } else throw new CannotStart(`npm start does not know ${argument ?? ''}.\n${usage}`)
  }
  if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 65_000) throw new CannotStart('The port base is a whole number from 1024 to 65000.')
  return { reset, help, portBase }
}

function forgetEverything(dataDir: string): void {
  if (!existsSync(dataDir)) return
  for (const name of readdirSync(dataDir)) if (name !== 'running.pid') rmSync(join(dataDir, name), { recursive: true, force: true })
  console.log('  Forgot everything under .data')
}

function table({ urls }: Places): string {
  const [first] = councils
  const rows = [
    ['Staff pages', `${urls.issuer}/staff`],
    ['Wallet', urls.wallet],
    ['Council website', `${urls['council-website']}/${first?.id ?? ''}/`],
    ['Issuer API', `${urls.issuer}/docs`],
    ['Verifier API', `${urls.verifier}/docs`],
    ['Sign-in provider', urls['sign-in']],
    ['Ledger (JSON-RPC)', urls.ledger],
  ] as const
  return rows.map(([name, url]) => `  ${name.padEnd(20)}${url}`).join('\n')
}

const nextThings = ({ urls }: Places): string => `
Three things to try
  1. Open ${urls.issuer}/staff, sign in as Sam Okafor, choose a person and offer a residency credential.
  2. Open its link: the wallet asks for the transaction code and keeps the credential.
  3. Open ${urls['council-website']}/aldermoor/blue-badge-renewal and let the form fill itself in.

Stop with Ctrl-C. Everything is kept under .data.`

async function main(): Promise<void> {
  const { reset: afresh, help, portBase } = readArguments(process.argv.slice(2))
  if (help) return console.log(usage)
  const dataDir = resolve(process.env['COUNTERFOIL_DATA_DIR'] ?? '.data')
  if (afresh) forgetEverything(dataDir)
  const began = Date.now()
  const neighbourhood = await startNeighbourhood({ dataDir, portBase, onProgress: (words) => console.log(`  ${words}`) })
  console.log(`\nCounterfoil is ready, after ${((Date.now() - began) / 1000).toFixed(1)} s.\n\n${table(neighbourhood.places)}\n${nextThings(neighbourhood.places)}`)
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    console.log('\nStopping …')
    void neighbourhood.close().then(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

main().catch((error: unknown) => {
  console.error(error instanceof CannotStart ? `\n${error.message}` : error)
  process.exit(1)
})
