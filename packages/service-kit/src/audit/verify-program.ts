import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import { readNetwork } from '../config/read-files.ts'
import { createLedgerReader } from '../ledger/create-ledger-reader.ts'
import { readAnchors } from './anchor.ts'
import { parseHeadLine } from './audit-lines.ts'
import { linesOf } from './lines-of.ts'
import { verifyAudit, type AnchoredFacts } from './verify-audit.ts'

const usage = `pnpm audit:verify -- <file> [--network .data/network.json]

Without a network file the export is judged by itself: what was cut off at its end, or written anew as a whole, is not found.`

/** What the ledger says of the log in a file. Throws with one sentence. */
async function anchoredFacts(file: string, networkFile: string): Promise<AnchoredFacts> {
  const { ledger, authorities } = readNetwork(networkFile)
  const { value: first } = await linesOf(createReadStream(file)).next()
  const head = typeof first === 'string' ? parseHeadLine(first) : null
  // A first line that can't be read is found, and named, by the judgement.
  if (head === null) return { did: '', anchors: [] }
  const authority = authorities.find(({ id }) => id === head.authority)
  if (authority === undefined) throw new Error(`${head.authority} is no authority of this network.`)
  if (authority.gasAccount === undefined) throw new Error(`The network file names no account that anchors for ${head.authority}.`)
  return { did: authority.did, anchors: await readAnchors(createLedgerReader(ledger), ledger.registry, authority.gasAccount) }
}

async function main(): Promise<number> {
  // pnpm hands its own `--` on.
  const { values, positionals } = parseArgs({ args: process.argv.slice(2).filter((one) => one !== '--'), options: { network: { type: 'string' } }, allowPositionals: true })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new Error(usage)
  const facts = values.network === undefined ? null : await anchoredFacts(file, values.network)
  const verdict = await verifyAudit(linesOf(createReadStream(file)), facts)
  if (!verdict.sound) {
    process.stdout.write(`Line ${verdict.line} ${verdict.why}.\n`)
    return 1
  }
  const anchored = facts === null ? 'Not compared with the ledger.' : `${verdict.anchored} of them stand on the ledger.`
  process.stdout.write(`All ${verdict.entries} entries of ${verdict.authority} are as they were written. ${anchored}\n`)
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  const unreached = error instanceof LedgerUnavailable ? 'Nothing was compared. ' : ''
  process.stderr.write(`${unreached}${error instanceof Error ? error.message : 'It failed.'}\n`)
  process.exitCode = 2
}
