import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { verifyEs256ByJwk } from '@counterfoil/service-kit/crypto/es256'
import { openToWallets } from '@counterfoil/service-kit/http/cors'
import { buildServer } from '@counterfoil/service-kit/http/build-server'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { mustHoldOnly } from '@counterfoil/service-kit/keys/key-separation'
import { longestAnchor } from '@counterfoil/service-kit/signed-list/anchor-entry'
import { appendAnchor, chainIn, readAnchorLines } from '@counterfoil/service-kit/signed-list/anchor-folder'
import { entriesFile, readEntries } from '@counterfoil/service-kit/signed-list/list-folder'
import { listKey } from '@counterfoil/service-kit/signed-list/list-keys'
import { createLogger, type Logger } from '@counterfoil/service-kit/system/logger'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { parseEntry } from '@counterfoil/shared/signed-list/list-entry'
import { emptyList, judgeEntries } from '@counterfoil/shared/signed-list/judge-entries'
import type { ListState } from '@counterfoil/shared/signed-list/list-state'
import { anchorChainName, anchorsHeadType, entriesMediaType, headMediaType, headSigningInput } from '@counterfoil/shared/signed-list/list-head'
import type { FastifyInstance } from 'fastify'
import { keysFile, type PublisherConfig } from './config.ts'

export interface Publisher {
  readonly app: FastifyInstance
  close(): Promise<void>
}

export interface PublisherWorld {
  readonly clock: Clock
  readonly logger: Logger
}

/** Name under which the publisher's key is kept. */
export const publisherName = 'consortium'

/**
 * Serves a signed list, the anchors and the DID documents beside it, as they lie in a folder, and takes anchors from whoever
 * the list lets anchor. All that it adds is the heads, signed with a key that decides nothing.
 */
export async function createPublisher(config: PublisherConfig, { clock = systemClock, logger = createLogger('list publisher') }: Partial<PublisherWorld> = {}): Promise<Publisher> {
  const identities = await openIdentityAgent({ databaseFile: keysFile(config), custody: config.keyCustody, ledger: undefined })
  await mustHoldOnly(identities.custody, ['publisher'], 'list publisher')
  const key = await listKey(identities.custody, 'publisher', publisherName)
  const readiness = async () => ({ problems: readEntries(config.dataDir).length === 0 ? ['there is no list yet'] : [], notes: [] })
  const app = await buildServer({ publicUrl: config.publisherUrl, limits: config.httpLimits, logger, readiness })
  await app.register(async (open) => {
    openToWallets(open)
    open.get('/trust/head.jwt', async (_request, reply) => {
      const head = headOf(readEntries(config.dataDir), clock)
      const input = headSigningInput(head)
      return reply.type(headMediaType).send(`${input}.${await key.sign(input)}`)
    })
    open.get('/trust/entries.jsonl', async (_request, reply) => reply.type(entriesMediaType).send(await fileOrRefuse(entriesFile(config.dataDir))))
    open.get<{ Params: Chain }>('/trust/anchors/:key/head.jwt', async (request, reply) => {
      const thumbprint = chainOf(request.params)
      const { length, last } = chainIn(config.dataDir, thumbprint)
      if (length === 0) throw new Refusal('not_found')
      const { network } = headOf(readEntries(config.dataDir), clock)
      const input = headSigningInput({ network: anchorChainName(network, thumbprint), length, last, iat: clock.now() }, anchorsHeadType)
      return reply.type(headMediaType).send(`${input}.${await key.sign(input)}`)
    })
    open.get<{ Params: Chain }>('/trust/anchors/:key/entries.jsonl', async (request, reply) => reply.type(entriesMediaType).send(readAnchorLines(config.dataDir, chainOf(request.params)) ?? missing()))
    open.get<{ Params: { authority: string } }>('/:authority/did.json', async (request, reply) => {
      const { authority } = request.params
      if (!/^[a-z][a-z0-9-]{0,62}$/.test(authority)) throw new Refusal('not_found')
      return reply.type('application/did+json').send(await fileOrRefuse(join(config.dataDir, authority, 'did.json')))
    })
  })
  const list = listNow(config.dataDir, clock)
  app.post<{ Body: { anchor: string } }>('/trust/anchors', { schema: { body: anchorBody } }, async ({ body }, reply) => {
    const { length, last } = await appendAnchor(config.dataDir, await list(), body.anchor)
    return reply.send({ length, last })
  })
  const close = async (): Promise<void> => {
    await app.close()
    await identities.close()
  }
  return { app, close }
}

interface Chain {
  readonly key: string
}

const anchorBody = { type: 'object', required: ['anchor'], additionalProperties: false, properties: { anchor: { type: 'string', minLength: 1, maxLength: longestAnchor, description: 'A compact JWS' } } } as const

function chainOf({ key }: Chain): string {
  return /^[A-Za-z0-9_-]{43}$/.test(key) ? key : missing()
}

function missing(): never {
  throw new Refusal('not_found')
}

/** Whom the list lets anchor, as it stands: what was judged before is not judged again. */
function listNow(folder: string, clock: Clock): () => Promise<{ readonly network: string; readonly state: ListState; readonly now: EpochSeconds }> {
  let judged = emptyList
  return async () => {
    const texts = readEntries(folder)
    const [first = ''] = texts
    const founding = parseEntry(first) ?? missing()
    const { network } = founding.entry
    judged = await judgeEntries(judged, texts.slice(judged.length), { network, founding: founding.hash, verify: verifyEs256ByJwk, now: clock.now() })
    return { network, state: judged.state, now: clock.now() }
  }
}

/** Whoever wrote the entries judged them; whoever reads them will. */
function headOf(texts: readonly string[], clock: Clock) {
  const last = parseEntry(texts.at(-1) ?? '')
  if (last === null) throw new Refusal('not_found')
  return { network: last.entry.network, length: texts.length, last: last.hash, iat: clock.now() }
}

async function fileOrRefuse(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch {
    throw new Refusal('not_found')
  }
}
