// A process of its own that is many wallets at once: what it costs is no part of what is measured.
import { setTimeout } from 'node:timers/promises'
import { claimsOfRequest, presentCredential, selectFor, startPresentation } from './present-credential.ts'
import { askCredential, makeHolderKey, prepareRequest, type HeldCredential, type PreparedRequest } from './collect-credential.ts'
import { KeepAliveConnection } from './keep-alive-connection.ts'
import type { AskJob, CollectJob, PresentJob, ReadJob, WalletJob, WalletReport } from './wallet-jobs.ts'

const mostHeld = 256
const held: HeldCredential[] = []
let selected: HeldCredential[] = []
let prepared: PreparedRequest[] = []
const connections = new Map<string, KeepAliveConnection[]>()

function connectionsTo(address: string, count: number): KeepAliveConnection[] {
  const { origin } = new URL(address)
  const open = connections.get(origin) ?? []
  while (open.length < count) open.push(new KeepAliveConnection(new URL(origin)))
  connections.set(origin, open)
  return open.slice(0, count)
}

/** Each connection takes the next piece of work as soon as it is done with the one before. */
async function inParallel(wallets: readonly KeepAliveConnection[], count: number, work: (wallet: KeepAliveConnection, piece: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(
    wallets.map(async (wallet) => {
      while (next < count) {
        next += 1
        await work(wallet, next - 1)
      }
    }),
  )
}

async function collect({ kind, wallets, issuerUrl, offers, keys: inRequest = 1 }: CollectJob): Promise<void> {
  const keys = Array.from({ length: Math.min(offers.length, mostHeld) }, makeHolderKey)
  await inParallel(connectionsTo(issuerUrl, wallets), offers.length, async (wallet, piece) => {
    const [first, ...others] = Array.from({ length: inRequest }, (_, number) => keys[(piece + number) % keys.length] ?? raise())
    const offer = offers[piece]
    if (offer === undefined || first === undefined) return
    const request = await prepareRequest(wallet, issuerUrl, offer, [first, ...others])
    if (kind === 'prepare') prepared.push(request)
    else keep(await askCredential(wallet, request))
  })
}

function raise(): never {
  throw new Error('A wallet has no key.')
}

function keep(credential: HeldCredential): void {
  if (held.length < mostHeld) held.push(credential)
}

async function ask({ wallets, issuerUrl }: AskJob): Promise<void> {
  const requests = prepared
  prepared = []
  await inParallel(connectionsTo(issuerUrl, wallets), requests.length, async (wallet, piece) => {
    const request = requests[piece]
    if (request !== undefined) keep(await askCredential(wallet, request))
  })
}

async function present(job: PresentJob): Promise<void> {
  const wallets = connectionsTo(job.verifierUrl, job.wallets)
  const formKeys = Array.from({ length: job.wallets }, () => makeHolderKey().jwk)
  if (selected.length === 0) selected = await select(wallets[0], job, formKeys[0] ?? {})
  await inParallel(wallets, job.count, async (wallet, piece) => {
    const credential = selected[piece % selected.length]
    if (credential !== undefined) await persist(job.retries ?? 0, () => presentCredential(wallet, job, formKeys[piece % formKeys.length] ?? {}, credential))
  })
}

/** A run of hours on a machine that others keep busy outlives the seconds in which a service can't write. */
async function persist(retries: number, exchange: () => Promise<void>): Promise<void> {
  try {
    await exchange()
  } catch (error) {
    if (retries === 0) throw error
    console.log(`  begun again: ${String(error).slice(0, 200)}`)
    await setTimeout(1000)
    await persist(retries - 1, exchange)
  }
}

async function select(wallet: KeepAliveConnection | undefined, job: PresentJob, formKey: object): Promise<HeldCredential[]> {
  if (wallet === undefined) return []
  const { requestPath } = await startPresentation(wallet, job, formKey)
  const request = claimsOfRequest((await wallet.ask({ method: 'GET', path: requestPath })).body)
  const [query] = (request['dcql_query'] as unknown as { credentials: { claims: { path: string[] }[] }[] }).credentials
  return held.map((one) => selectFor(one, (query?.claims ?? []).map(({ path }) => path)))
}

async function read({ wallets, url, count }: ReadJob): Promise<void> {
  const path = new URL(url).pathname
  await inParallel(connectionsTo(url, wallets), count, async (wallet) => {
    const { status } = await wallet.ask({ method: 'GET', path })
    if (status !== 200) throw new Error(`${path} answered ${status}`)
  })
}

function perform(job: WalletJob): Promise<void> {
  if (job.kind === 'present') return present(job)
  if (job.kind === 'read') return read(job)
  return job.kind === 'ask' ? ask(job) : collect(job)
}

process.on('message', (job: WalletJob) => {
  const done = perform(job)
  const report = (fault: string | null): void => void process.send?.({ fault } satisfies WalletReport)
  done.then(
    // The service does a little more after its last answer.
    () => setTimeout(20).then(() => report(null)),
    (error: unknown) => report(error instanceof Error ? error.message : 'unknown'),
  )
})
process.on('disconnect', () => process.exit(0))
