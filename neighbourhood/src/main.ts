import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { isListNetwork } from '@counterfoil/shared/network/network'
import { CannotStart } from './cannot-start.ts'
import { councils } from './councils.ts'
import type { Places } from './places.ts'
import { readSettings } from './settings.ts'
import { startNeighbourhood, type Neighbourhood } from './start-neighbourhood.ts'

function table({ places: { urls }, network }: Neighbourhood): string {
  const [first] = councils
  const rows = [
    ['Staff pages', `${urls.issuer}/staff`],
    ['The citizens’ post', `${urls.issuer}/post`],
    ['Wallet', urls.wallet],
    ['Council website', `${urls['council-website']}/${first?.id ?? ''}/`],
    ['Issuer API', `${urls.issuer}/docs`],
    ['Verifier API', `${urls.verifier}/docs`],
    ...(isListNetwork(network) ? [] : [['Registrar API', `${urls.registrar}/docs`] as const]),
    ['OpenID Provider', `${urls['openid-provider']}/.well-known/openid-configuration`],
    ['Sign-in provider', urls['sign-in']],
    isListNetwork(network) ? (['Signed list', `${network.trust.url}/entries.jsonl`] as const) : (['Ledger (JSON-RPC)', network.ledger.rpcUrl] as const),
  ] as const
  return rows.map(([name, url]) => `  ${name.padEnd(20)}${url}`).join('\n')
}

const nextThings = ({ urls }: Places, dataDir: string): string => `
Three things to try
  1. Open ${urls.issuer}/staff, sign in as Sam Okafor, choose a person and offer a residency credential.
  2. Open its link: the wallet asks for the transaction code and keeps the credential.
  3. Open ${urls['council-website']}/aldermoor/blue-badge-renewal and let the form fill itself in.

Stop with Ctrl-C. Everything is kept under ${dataDir}.`

async function main(): Promise<void> {
  const { dataDir, portBase, reset, trust, ledger } = readSettings(process.env)
  const began = Date.now()
  let running: Neighbourhood | null = null
  stopWhenTold(() => running)
  running = await startNeighbourhood({ dataDir, portBase, reset, trust, ledger, onProgress: (words) => console.log(`  ${words}`) })
  console.log(`\nCounterfoil is ready, after ${((Date.now() - began) / 1000).toFixed(1)} s.\n\n${table(running)}\n${nextThings(running.places, dataDir)}`)
}

/** Ctrl-C, a signal, or the end of `npm start` itself. What is still starting is left where it is: it goes on from there. */
function stopWhenTold(whatRuns: () => Neighbourhood | null): void {
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    console.log('\nStopping …')
    const running = whatRuns()
    if (running === null) process.exit(130)
    void running.close().then(() => process.exit(0))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  process.channel?.unref()
  process.on('disconnect', stop)
}

/** One sentence for what hinders from outside; for a fault of ours, where to read the whole of it. */
function explain(error: unknown): string {
  if (error instanceof CannotStart || error instanceof ConfigurationError) return error.message
  const { syscall, path, message, stack = message } = error as NodeJS.ErrnoException
  if (syscall !== undefined) return `Counterfoil can't use ${path ?? 'a file or port'}: ${message}`
  const file = join(process.env['COUNTERFOIL_DATA_DIR'] ?? '.data', 'logs', 'start.log')
  mkdirSync(join(file, '..'), { recursive: true })
  appendFileSync(file, `${new Date().toISOString()} ${stack}\n`)
  return `Counterfoil could not start: ${message} (more in ${file})`
}

main().catch((error: unknown) => {
  console.error(`\n${explain(error)}`)
  process.exit(1)
})
