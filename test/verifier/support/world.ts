import { createHash } from 'node:crypto'
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Acknowledged, Deployment } from '@counterfoil/invariants/deployment'
import type { HttpLimits } from '@counterfoil/service-kit/http/limits'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { epochSeconds, seconds } from '@counterfoil/shared/kernel/branded'
import { LedgerUnavailable, type LedgerReader } from '@counterfoil/shared/ledger/ledger-reader'
import { isListNetwork, type AnyNetwork, type NetworkAuthority } from '@counterfoil/shared/network/network'
import { createFetchOutside, OutsideUnavailable, type FetchOutside } from '@counterfoil/service-kit/outgoing/fetch-outside'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { createVerifier, type Verifier } from '@counterfoil/verifier/assemble'
import type { VerifierConfig } from '@counterfoil/verifier/config'
import { faultyNode, type FaultyNode } from '../../support/faulty-node.ts'
import { faultyPublisher, type FaultyPublisher } from '../../support/faulty-publisher.ts'
import { freePort } from '../../support/free-port.ts'
import { noLimits } from '../../support/limits.ts'
import { tamper } from '../../invariants/tampering.ts'
import { watch } from '../../support/watched.ts'
import { sampleMarkers } from './holder.ts'
import { startTestNetwork, type TestNetwork } from './network.ts'
import { StatusPublisher } from './status-publisher.ts'

export const returnOrigin = 'http://localhost:5490'
export const walletUrl = 'http://localhost:5491'

/** Everything a verifier needs around it, real but for the switches: a clock that can be moved, a ledger (or the list in its place) that can be cut off. */
export interface VerifierTestWorld {
  readonly folder: string
  readonly verifierUrl: string
  readonly net: TestNetwork
  readonly publisher: StatusPublisher
  readonly switches: { clockShift: number; ledgerUp: boolean; ledgerAsked: number }
  /** The ledger's node that the verifier asks. */
  readonly node: FaultyNode
  /** The publisher of the list that the verifier asks, where there is no ledger. */
  readonly listPublisher: FaultyPublisher
  readonly authority: (id: string) => NetworkAuthority
  readonly apiKey: (authority: string) => string
  readonly verifier: () => Verifier
  readonly config: VerifierConfig
  /** What there is to look at from outside. */
  readonly deployment: () => Deployment
  /** Answers that a test noted as they came; they must be found again whatever happens. */
  readonly acknowledged: Acknowledged[]
  /** Stops the verifier; another process may take its place. */
  stop(): Promise<void>
  /** Stops the verifier and starts it again on the same data, with something done to it in between. */
  restart(between?: () => void | Promise<void>): Promise<void>
  /** Starts another process of this verifier, as far as its database can tell. */
  beside(changes: Partial<VerifierConfig>): Promise<{ readonly url: string; close(): Promise<void> }>
  /** Erases what a stopped verifier has kept of others; for `restart`. */
  forget(): Promise<void>
  close(): Promise<void>
}

const apiKey = (authority: string): string => `test-key-of-${authority}-0123456789`

/** Starts it all; the verifier's invariants are looked at after every test. */
export async function startVerifierWorld({ httpLimits = noLimits, configure = () => ({}), types }: { readonly httpLimits?: HttpLimits; readonly configure?: (network: AnyNetwork) => Partial<VerifierConfig>; readonly types?: readonly string[] } = {}): Promise<VerifierTestWorld> {
  mkdirSync('/tmp/verifier', { recursive: true })
  const folder = mkdtempSync('/tmp/verifier/world-')
  const port = await freePort()
  const verifierUrl = `http://localhost:${port}`
  const publisher = new StatusPublisher()
  const switches = { clockShift: 0, ledgerUp: true, ledgerAsked: 0 }
  const realNow = (): number => Math.floor(Date.now() / 1000)
  const clock = { now: () => epochSeconds(realNow() + switches.clockShift) }
  // Of what is published: it is never behind, as no block is that stands on the ledger already.
  const publishersClock = { now: () => epochSeconds(Math.max(realNow(), clock.now())) }
  const net = await startTestNetwork({ folder, urls: { issuer: await publisher.listen(), verifier: verifierUrl }, clock: publishersClock, ...(types === undefined ? {} : { types }) })
  const authority = (id: string): NetworkAuthority => {
    const found = net.network.authorities.find((one) => one.id === id)
    if (found === undefined) throw new Error(`no authority ${id}`)
    return found
  }
  publisher.signer = await net.keys.signer(authority('aldermoor').keys.status.kid, 'status')
  const node = await faultyNode(net.rpcUrl ?? 'http://localhost:1')
  const listOrigin = isListNetwork(net.network) ? new URL(net.network.trust.url).origin : 'http://localhost:1'
  const listPublisher = await faultyPublisher(listOrigin)
  const config: VerifierConfig = {
    verifierUrl,
    walletUrl,
    network: net.network,
    dataDir: net.verifierDir,
    keyCustody: envelopesUnder(net.keyEncryptionKeyFile),
    serviceSecret: 'a service secret of more than 32 characters',
    apiKeyDigests: Object.fromEntries(net.network.authorities.map(({ id }) => [id, createHash('sha256').update(apiKey(id)).digest('hex')])),
    formsDir: new URL('../../../packages/shared/forms', import.meta.url).pathname,
    returnOrigins: [returnOrigin],
    privateHosts: ['localhost'],
    statusFreshFor: seconds(5),
    ledgerFreshFor: seconds(10),
    limits: { key: seconds(3600), accreditation: seconds(3600), status: seconds(3600) },
    httpLimits,
    port,
    host: 'localhost',
    ...configure(net.network),
  }
  const start = async (changes: Partial<VerifierConfig> = {}): Promise<Verifier> => {
    const started = await createVerifier({ ...config, ...changes }, {
      clock,
      ...(isListNetwork(net.network)
        ? { fetchOutside: switchableFetch(createFetchOutside(config), { from: listOrigin, to: listPublisher.url }, switches) }
        : { ledger: switchable(createLedgerReader({ ...net.network.ledger, rpcUrl: node.url }), switches) }),
      logger: Object.assign(createLogger('verifier'), { level: process.env['TEST_LOG'] ?? 'silent' }),
    })
    await started.app.listen({ port: changes.port ?? port, host: 'localhost' })
    return started
  }
  let verifier = await start()
  let running = true
  const acknowledged: Acknowledged[] = []
  const deployment = (): Deployment => ({
    issuer: null,
    verifier: join(net.verifierDir, 'verifier.sqlite'),
    keyStores: net.keyStores,
    network: net.network,
    logs: null,
    ledger: net.rpcUrl,
    ledgerJournal: net.rpcUrl === null ? null : join(folder, 'ledger', 'journal.jsonl'),
    now: Math.floor(Date.now() / 1000) + switches.clockShift,
    grace: 0,
    fetch,
    markers: sampleMarkers,
    searched: [folder],
    acknowledged: acknowledged.length === 0 ? null : [...acknowledged],
  })
  const watched = watch({
    deployment,
    settle: async () => {
      if (running) await verifier.sweep()
    },
    // The tests that kill a process keep a journal; the others don't.
    unseen: ['INV-20'],
  })
  const stop = async (): Promise<void> => {
    running = false
    await verifier.close()
  }
  return {
    folder,
    verifierUrl,
    net,
    publisher,
    switches,
    node,
    listPublisher,
    authority,
    apiKey,
    verifier: () => verifier,
    config,
    deployment,
    acknowledged,
    stop,
    restart: async (between) => {
      await stop()
      await between?.()
      verifier = await start()
      running = true
    },
    beside: async (changes) => {
      const ownPort = await freePort()
      const second = await start({ ...changes, port: ownPort })
      return { url: `http://localhost:${ownPort}`, close: () => second.close() }
    },
    forget: () => tamper(join(net.verifierDir, 'verifier.sqlite'), 'DELETE FROM kept_facts'),
    close: async () => {
      try {
        await watched.end()
      } finally {
        await stop()
      }
      await publisher.close()
      node.close()
      listPublisher.close()
      await net.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The same for what a signed list is published by. */
function switchableFetch(fetchOutside: FetchOutside, { from, to }: { readonly from: string; readonly to: string }, switches: { ledgerUp: boolean; ledgerAsked: number }): FetchOutside {
  return (url, request) => {
    if (!url.startsWith(`${from}/`)) return fetchOutside(url, request)
    switches.ledgerAsked += 1
    return switches.ledgerUp ? fetchOutside(url.replace(from, to), request) : Promise.reject(new OutsideUnavailable('unreachable'))
  }
}

function switchable(reader: LedgerReader, switches: { ledgerUp: boolean; ledgerAsked: number }): LedgerReader {
  return {
    ask: (questions, signal) => {
      switches.ledgerAsked += 1
      return switches.ledgerUp ? reader.ask(questions, signal) : Promise.reject(new LedgerUnavailable('cut off by the test'))
    },
  }
}
