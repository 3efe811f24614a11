import { join } from 'node:path'
import { ledgerNodeSettings, throughNodes } from '@counterfoil/service-kit/config/ledger-nodes'
import { readEnv } from '@counterfoil/service-kit/config/read-env'
import { readNetwork } from '@counterfoil/service-kit/config/read-files'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { readListFacts } from '@counterfoil/service-kit/ledger-proof/list-facts'
import type { Proof } from '@counterfoil/service-kit/ledger-proof/proof'
import { proveLedger } from '@counterfoil/service-kit/ledger-proof/prove-ledger'
import { proveList } from '@counterfoil/service-kit/ledger-proof/prove-list'
import { readFacts } from '@counterfoil/service-kit/ledger-proof/read-facts'
import { conclusionOf, linesOfWrites, tableOf } from '@counterfoil/service-kit/ledger-proof/tell-proof'
import { readArgumentsOf, runProgram } from '@counterfoil/service-kit/system/program'
import { isListNetwork, type AnyNetwork } from '@counterfoil/shared/network/network'
import { z } from 'zod'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'

const usage = `pnpm ledger:prove -- [--data .data] [--from-block 0] [--anchors]

Lists everything that the deployment in a folder ever wrote to the ledger, found in its blocks, or to a signed list and beside
it, and shows that each byte is a fact about an organisation. Ends with code 1 when something is not, and with 2 when nothing
could be looked at.

  --data <folder>       whose databases and network file explain what was written (.data)
  --from-block <number> where to begin, on a ledger that is older than the deployment (0)
  --anchors             list each anchor, too

LEDGER_RPC_URL names nodes to ask instead of the network file's.`

type Types = Parameters<typeof readFacts>[2]

async function prove(data: string, network: AnyNetwork, types: Types, from: number): Promise<Proof> {
  if (isListNetwork(network)) return closing(await readListFacts(data, network, types), proveList)
  const through = throughNodes(network, readEnv(z.object(ledgerNodeSettings), process.env))
  if (isListNetwork(through)) throw new Error('A signed list has no nodes.')
  return closing(await readFacts(data, through, types), (facts) => proveLedger(createLedgerReader(through.ledger), facts, from))
}

async function closing<Facts extends { close(): Promise<void> }>(facts: Facts, work: (facts: Facts) => Promise<Proof>): Promise<Proof> {
  try {
    return await work(facts)
  } finally {
    await facts.close()
  }
}

await runProgram('Nothing was proved.', async () => {
  const text = { type: 'string' } as const
  const { values } = readArgumentsOf({ options: { data: { ...text, default: '.data' }, 'from-block': { ...text, default: '0' }, anchors: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } })
  const from = Number(values['from-block'])
  if (values.help || !Number.isSafeInteger(from) || from < 0) throw new Error(usage)
  const types = [...readCatalogue().values()].map(({ id, version }) => ({ id, version }))
  const proof = await prove(values.data, readNetwork(join(values.data, 'network.json')), types, from)
  const { holds, words } = conclusionOf(proof)
  process.stdout.write(`${[...linesOfWrites(proof, values.anchors), '', ...tableOf(proof), '', words].join('\n')}\n`)
  return holds ? 0 : 1
})
