import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { ledgerNodeSettings, throughNodes } from '@counterfoil/service-kit/config/ledger-nodes'
import { readEnv } from '@counterfoil/service-kit/config/read-env'
import { readLedgerNetwork } from '@counterfoil/service-kit/config/read-files'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { proveLedger } from '@counterfoil/service-kit/ledger-proof/prove-ledger'
import { readFacts } from '@counterfoil/service-kit/ledger-proof/read-facts'
import { conclusionOf, linesOfWrites, tableOf } from '@counterfoil/service-kit/ledger-proof/tell-proof'
import { LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import { z } from 'zod'

const usage = `pnpm ledger:prove -- [--data .data] [--from-block 0] [--anchors]

Lists everything that the deployment in a folder ever wrote to the ledger, found in its blocks, and shows that each byte is a
fact about an organisation. Ends with code 1 when something is not, and with 2 when nothing could be looked at.

  --data <folder>       whose databases and network file explain what was written (.data)
  --from-block <number> where to begin, on a ledger that is older than the deployment (0)
  --anchors             list each anchor, too

LEDGER_RPC_URL names nodes to ask instead of the network file's.`

async function main(): Promise<number> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    // pnpm hands its own `--` on.
    args: process.argv.slice(2).filter((one) => one !== '--'),
    options: { data: { ...text, default: '.data' }, 'from-block': { ...text, default: '0' }, anchors: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  })
  const from = Number(values['from-block'])
  if (values.help || !Number.isSafeInteger(from) || from < 0) throw new Error(usage)
  const network = throughNodes(readLedgerNetwork(join(values.data, 'network.json')), readEnv(z.object(ledgerNodeSettings), process.env))
  if (network.ledger === undefined) throw new Error('The network file names no ledger.')
  const types = [...readCatalogue().values()].map(({ id, version }) => ({ id, version }))
  const facts = await readFacts(values.data, network, types)
  try {
    const proof = await proveLedger(createLedgerReader(network.ledger), facts, from)
    const { holds, words } = conclusionOf(proof)
    process.stdout.write(`${[...linesOfWrites(proof, values.anchors), '', ...tableOf(proof), '', words].join('\n')}\n`)
    return holds ? 0 : 1
  } finally {
    await facts.close()
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  const unreached = error instanceof LedgerUnavailable ? 'Nothing was proved. ' : ''
  process.stderr.write(`${unreached}${error instanceof Error ? error.message : 'It failed.'}\n`)
  process.exitCode = 2
}
