import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { hash } from 'node:crypto'
import { didOf } from '@counterfoil/shared/did/ethr-did'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { emptyList, judgeEntries } from '@counterfoil/shared/signed-list/judge-entries'
import { ListDoubtful } from '@counterfoil/shared/signed-list/list-doubtful'
import { parseEntry } from '@counterfoil/shared/signed-list/list-entry'
import type { ListState } from '@counterfoil/shared/signed-list/list-state'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import { verifyEs256ByJwk } from '../crypto/es256.ts'
import { consortiumLog } from '../outbox/consortium-log.ts'
import { anchorSigningInput, anchorPayload, type SignedAnchor } from '../signed-list/anchor-entry.ts'
import { anchoringKeysIn, anchorsFile } from '../signed-list/anchor-folder.ts'
import { didBeside } from '../signed-list/did-beside.ts'
import { chainAfter, emptyChain, judgeAnchor } from '../signed-list/judge-anchors.ts'
import { readEntries, readLines } from '../signed-list/list-folder.ts'
import { writtenObjects } from '../signed-list/list-log.ts'
import { systemClock } from '../system/system-clock.ts'
import { explainAnchor } from './explain-anchor.ts'
import { explainDocument } from './explain-document.ts'
import { explainListEntry } from './explain-list-entry.ts'
import { Unexplained, type ExplainedWrite } from './explained-write.ts'
import type { Told } from './known-facts.ts'
import type { ListFacts } from './list-facts.ts'
import type { Proof, ProvedWrite } from './proof.ts'

/**
 * Everything that a deployment ever published on its list and beside it, found there and not in our tables: entries, anchors,
 * DID documents; each explained by facts about organisations.
 */
export async function proveList(facts: ListFacts): Promise<Proof> {
  const texts = readEntries(facts.folder)
  const { trust } = facts.network
  const missing: string[] = []
  const doubt = (error: unknown): void => {
    if (!(error instanceof ListDoubtful)) throw error
    missing.push(error.message)
  }
  const list = await judgeEntries(emptyList, texts, { network: trust.consortium, founding: trust.founding, verify: verifyEs256ByJwk, now: systemClock.now() }).catch((error: unknown) => {
    doubt(error)
    return emptyList
  })
  const entries = await Promise.all(texts.map((text, number) => proveEntry(facts, text, number)))
  const documents = await Promise.all(documentsIn(facts).map((one) => proveDocument(facts, one)))
  const anchors: ProvedWrite[] = []
  for (const chain of chainsOf(facts, list.state)) {
    try {
      anchors.push(...(await proveChain(facts, chain)))
    } catch (error) {
      doubt(error)
    }
  }
  const unknown = anchoringKeysIn(facts.folder).filter((name) => !chainsOf(facts, list.state).some(({ jwk }) => thumbprintOf(jwk) === name))
  missing.push(...unknown.map((name) => `a chain of anchors by a key that the list does not name: ${name}`), ...notFound(facts, texts, anchors))
  const writes = [...entries, ...documents, ...anchors]
  return { looked: `the ${entries.length} entries, ${documents.length} DID documents and ${anchors.length} anchors of this deployment on its list`, writes, others: 0, missing }
}

type Found = Pick<ProvedWrite, 'spot' | 'at' | 'name' | 'from' | 'bytes' | 'told'>

/** What stands there with its explanation, or with what is wrong with it. */
async function proved(found: Found, explain: () => ExplainedWrite | Promise<ExplainedWrite>): Promise<ProvedWrite> {
  try {
    const write = await explain()
    return { ...found, undone: false, write, why: whyOf(found.told) }
  } catch (error) {
    if (error instanceof Unexplained) return { ...found, undone: false, write: null, why: error.message }
    throw error
  }
}

function whyOf(told: Told | null): string | null {
  if (told === null) return 'no audit log has it: nobody asked for it'
  return told.inAudit ? null : `the audit log does not tell that it was written, though it was queued as ${told.key}`
}

function proveEntry(facts: ListFacts, text: string, number: number): Promise<ProvedWrite> {
  const signed = parseEntry(text)
  const told = signed === null ? null : facts.told(consortiumLog, writtenObjects.entry(signed.hash))
  return proved({ spot: `entry ${number}`, at: signed?.entry.iat ?? 0, name: signed?.hash ?? hash('sha256', text, 'base64url'), from: signed?.signatures[0]?.thumbprint ?? '', bytes: Buffer.byteLength(text), told }, () => explainListEntry(facts, text))
}

interface PublishedDocument {
  readonly did: string
  readonly file: string
}

const documentsIn = ({ folder, network }: ListFacts): readonly PublishedDocument[] =>
  readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'did.json')))
    .toSorted()
    .map((name) => ({ did: didBeside(network.trust.consortium, name), file: join(folder, name, 'did.json') }))

function proveDocument(facts: ListFacts, { did, file }: PublishedDocument): Promise<ProvedWrite> {
  const text = readFileSync(file, 'utf8')
  const kids = [...text.matchAll(/"id": "([^"]+#[^"]+)"/g)].map(([, kid = '']) => kid)
  const asked = kids.map((kid) => facts.told(consortiumLog, writtenObjects.published(kid)))
  // Each of its keys was asked for; the newest stands for the document.
  const told = asked.every((one) => one?.inAudit === true) ? (asked.at(-1) ?? null) : null
  return proved({ spot: 'document', at: Math.floor(statSync(file).mtimeMs / 1000), name: hash('sha256', text, 'base64url'), from: did, bytes: Buffer.byteLength(text), told }, () => explainDocument(facts, text, did))
}

interface Chain {
  readonly did: string
  readonly jwk: P256PublicJwk
}

const chainsOf = (_: ListFacts, { anchorKeys }: ListState): readonly Chain[] => [...anchorKeys].flatMap(([did, keys]) => keys.map((jwk) => ({ did, jwk })))

async function proveChain(facts: ListFacts, { did, jwk }: Chain): Promise<readonly ProvedWrite[]> {
  const of = facts.idOf(did) ?? didOf(did)
  const writes: ProvedWrite[] = []
  let chain = emptyChain
  for (const text of readLines(anchorsFile(facts.folder, thumbprintOf(jwk)))) {
    // An anchor may be younger than this clock where the one who wrote it had another.
    const signed = judgeAnchor(chain, text, { network: facts.network.trust.consortium, did, jwk, now: Number.MAX_SAFE_INTEGER as ReturnType<typeof systemClock.now> })
    chain = chainAfter(signed)
    writes.push(await proveAnchor(facts, of, jwk, text, signed))
  }
  return writes
}

function proveAnchor(facts: ListFacts, of: string, jwk: P256PublicJwk, text: string, { entry, digest, hash: name, signature }: SignedAnchor): Promise<ProvedWrite> {
  const told = facts.told(of, `${entry.name}:${of}:${digest.number}`)
  const whole = `${anchorSigningInput(jwk, anchorPayload(entry))}.${signature}`
  return proved({ spot: `anchor ${entry.number}`, at: entry.iat, name, from: thumbprintOf(jwk), bytes: Buffer.byteLength(text), told: told?.hash === name ? told : null }, () => {
    if (whole !== text) throw new Unexplained('an anchor with something beside what it says')
    return explainAnchor(facts, of, entry.name, digest)
  })
}

/** Logs number what they tell: what they say was written must have been found. */
function notFound(facts: ListFacts, texts: readonly string[], anchors: readonly ProvedWrite[]): readonly string[] {
  const entries = new Set(texts.flatMap((text) => {
    const hashOf = parseEntry(text)?.hash
    return hashOf === undefined ? [] : [writtenObjects.entry(hashOf)]
  }))
  const names = new Set(anchors.map(({ name }) => name))
  const lacks = ([log, object]: readonly [string, string]): boolean => {
    if (object.startsWith('entry:')) return !entries.has(object)
    const told = facts.told(log, object)
    return object.startsWith('counterfoil/') && told?.hash !== null && told?.hash !== undefined && !names.has(told.hash)
  }
  return facts.writtenObjects.filter(lacks).map(([log, object]) => `the log of ${log} tells that ${object} was written, and it was not found`)
}
