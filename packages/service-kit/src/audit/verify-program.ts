import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Network } from '@counterfoil/shared/network/network'
import { LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import { readLedgerNetwork } from '../config/read-files.ts'
import { createLedgerReader } from '../ledger/create-ledger-reader.ts'
import { anchorNames, readAnchors } from './anchor.ts'
import { parseHeadLine } from './audit-lines.ts'
import { fetchLists } from './fetch-lists.ts'
import { linesOf } from './lines-of.ts'
import { verifyAudit, type AnchoredFacts } from './verify-audit.ts'
import { verifyLists } from './verify-lists.ts'

const usage = `pnpm audit:verify -- <file> [--network .data/network.json]
pnpm audit:verify -- --lists <authority> --network .data/network.json

The first checks an export of an audit log. Without a network file it is judged by itself: what was cut off at its end, or
written anew as a whole, is not found. The second checks the status lists that an authority serves now by its anchors.`

/** Whose log is anchored where: an authority's by its gas account, the consortium's by the account that pays for its writes. */
function anchoringOf({ ledger, governance, authorities }: Network, log: string): { readonly did: string; readonly account: string } {
  const authority = log === 'consortium' ? { did: ledger.consortium, gasAccount: governance?.gasAccount } : authorities.find(({ id }) => id === log)
  if (authority === undefined) throw new Error(`${log} is no authority of this network.`)
  if (authority.gasAccount === undefined) throw new Error(`The network file names no account that anchors for ${log}: it was made before there were anchors, and nothing of ${log} stands on the ledger.`)
  return { did: authority.did, account: authority.gasAccount }
}

/** What the ledger says of the log in a file. Throws with one sentence. */
async function anchoredFacts(file: string, networkFile: string): Promise<AnchoredFacts> {
  const network = readLedgerNetwork(networkFile)
  const { value: first } = await linesOf(createReadStream(file)).next()
  const head = typeof first === 'string' ? parseHeadLine(first) : null
  // A first line that can't be read is found, and named, by the judgement.
  if (head === null) return { did: '', anchors: [] }
  const { did, account } = anchoringOf(network, head.authority)
  return { did, anchors: await readAnchors(createLedgerReader(network.ledger), network.ledger.registry, account, anchorNames.auditHead) }
}

async function checkLog(file: string, networkFile: string | undefined): Promise<number> {
  const facts = networkFile === undefined ? null : await anchoredFacts(file, networkFile)
  const verdict = await verifyAudit(linesOf(createReadStream(file)), facts)
  if (!verdict.sound) {
    process.stdout.write(`Line ${verdict.line} ${verdict.why}.\n`)
    return 1
  }
  const anchored = facts === null ? 'Not compared with the ledger.' : `${verdict.anchored} of them stand on the ledger.`
  process.stdout.write(`All ${verdict.entries} entries of ${verdict.authority} are as they were written. ${anchored}\n`)
  return 0
}

async function checkLists(authorityId: string, networkFile: string): Promise<number> {
  const network = readLedgerNetwork(networkFile)
  const authority = network.authorities.find(({ id }) => id === authorityId)
  const { did, account } = anchoringOf(network, authorityId)
  const anchors = await readAnchors(createLedgerReader(network.ledger), network.ledger.registry, account, anchorNames.statusLists)
  const anchor = anchors.at(-1)
  if (authority === undefined || anchor === undefined) throw new Error(`No status list of ${authorityId} was anchored yet.`)
  const { statement, served } = await fetchLists(authority.issuerUrl, anchor.number)
  const verdict = verifyLists(served, statement, { did, anchor })
  if (!('lists' in verdict)) {
    process.stdout.write(`${verdict.why}\n`)
    return 1
  }
  for (const list of verdict.lists) process.stdout.write(`${list.uri} ${list.stands === 'wrong' ? list.why : list.stands === 'anchored' ? `is the list that was anchored in block ${anchor.block}` : `changed since block ${anchor.block}`}.\n`)
  return verdict.sound ? 0 : 1
}

async function main(): Promise<number> {
  // pnpm hands its own `--` on.
  const { values, positionals } = parseArgs({ args: process.argv.slice(2).filter((one) => one !== '--'), options: { network: { type: 'string' }, lists: { type: 'string' } }, allowPositionals: true })
  const [file] = positionals
  if (values.lists !== undefined && values.network !== undefined && file === undefined) return checkLists(values.lists, values.network)
  if (file === undefined || positionals.length > 1 || values.lists !== undefined) throw new Error(usage)
  return checkLog(file, values.network)
}

try {
  process.exitCode = await main()
} catch (error) {
  const unreached = error instanceof LedgerUnavailable ? 'Nothing was compared. ' : ''
  process.stderr.write(`${unreached}${error instanceof Error ? error.message : 'It failed.'}\n`)
  process.exitCode = 2
}
