import { createReadStream } from 'node:fs'
import { anchorNames } from './anchor.ts'
import { parseHeadLine } from './audit-lines.ts'
import { fetchLists } from './fetch-lists.ts'
import { linesOf } from './lines-of.ts'
import { readArgumentsOf, runProgram } from '../system/program.ts'
import { openAnchored, type Anchored } from './anchored-network.ts'
import { verifyAudit, type AnchoredFacts } from './verify-audit.ts'
import { verifyLists } from './verify-lists.ts'

const usage = `pnpm audit:verify -- <file> [--network .data/network.json] [--list <folder>]
pnpm audit:verify -- --lists <authority> --network .data/network.json [--list <folder>]

The first checks an export of an audit log. Without a network file it is judged by itself: what was cut off at its end, or
written anew as a whole, is not found. The second checks the status lists that an authority serves now by its anchors.

--list <folder> has copies of a signed list, entries.jsonl and anchors/, to compare with instead of the list that is published.`

/** What the ledger, or the list, says of the log in a file. Throws with one sentence. */
async function anchoredFacts(file: string, anchored: Anchored): Promise<AnchoredFacts> {
  const { value: first } = await linesOf(createReadStream(file)).next()
  const head = typeof first === 'string' ? parseHeadLine(first) : null
  // A first line that can't be read is found, and named, by the judgement.
  if (head === null) return { did: '', anchors: [] }
  return { did: anchored.didOf(head.authority), anchors: await anchored.anchors(head.authority, anchorNames.auditHead) }
}

async function checkLog(file: string, anchored: Anchored | null): Promise<number> {
  const facts = anchored === null ? null : await anchoredFacts(file, anchored)
  const verdict = await verifyAudit(linesOf(createReadStream(file)), facts)
  if (!verdict.sound) {
    process.stdout.write(`Line ${verdict.line} ${verdict.why}.\n`)
    return 1
  }
  const compared = anchored === null ? 'Not compared with the ledger.' : `${verdict.anchored} of them stand on the ${anchored.on}.`
  process.stdout.write(`All ${verdict.entries} entries of ${verdict.authority} are as they were written. ${compared}\n`)
  return 0
}

async function checkLists(authorityId: string, anchored: Anchored): Promise<number> {
  const authority = anchored.network.authorities.find(({ id }) => id === authorityId)
  const anchor = (await anchored.anchors(authorityId, anchorNames.statusLists)).at(-1)
  if (authority === undefined || anchor === undefined) throw new Error(`No status list of ${authorityId} was anchored yet.`)
  const { statement, served } = await fetchLists(authority.issuerUrl, anchor.number)
  const verdict = verifyLists(served, statement, { did: authority.did, anchor })
  if (!('lists' in verdict)) {
    process.stdout.write(`${verdict.why}\n`)
    return 1
  }
  for (const list of verdict.lists) process.stdout.write(`${list.uri} ${list.stands === 'wrong' ? list.why : list.stands === 'anchored' ? `is the list that was anchored in ${anchor.spot}` : `changed since ${anchor.spot}`}.\n`)
  if (verdict.lists.length === 0) process.stdout.write(`${authorityId} has no status lists of its own; as ${anchor.spot} says, it had none.\n`)
  return verdict.sound ? 0 : 1
}

await runProgram('Nothing was compared.', async () => {
  const text = { type: 'string' } as const
  const { values, positionals } = readArgumentsOf({ options: { network: text, lists: text, list: text }, allowPositionals: true })
  const [file] = positionals
  const anchored = values.network === undefined ? null : openAnchored(values.network, values.list)
  if (values.lists !== undefined && anchored !== null && file === undefined) return checkLists(values.lists, anchored)
  if (file === undefined || positionals.length > 1 || values.lists !== undefined) throw new Error(usage)
  return checkLog(file, anchored)
})
