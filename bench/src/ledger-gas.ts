import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { JsonRpcProvider } from 'ethers'
import { startDevLedger, type DevLedger } from '@counterfoil/dev-ledger/start-dev-ledger'
import { createIssuer, type Issuer } from '@counterfoil/issuer/assemble'
import { readConfig } from '@counterfoil/issuer/config'
import { placesOf, type Places } from '@counterfoil/neighbourhood/places'
import { servicePrograms } from '@counterfoil/neighbourhood/programs'
import { localGround } from '@counterfoil/neighbourhood/ledger-ground'
import { provisionNetwork } from '@counterfoil/neighbourhood/provision'
import { ensureSecrets, type SecretFiles } from '@counterfoil/neighbourhood/secrets'
import { planAccreditation, planWithdrawal } from '@counterfoil/service-kit/authority/accredit'
import { actForIdentity } from '@counterfoil/service-kit/authority/act-for-identity'
import type { Consortium } from '@counterfoil/service-kit/authority/consortium'
import { controllerSigner } from '@counterfoil/service-kit/authority/controller-signer'
import { createIdentity } from '@counterfoil/service-kit/authority/create-identity'
import { planKeyRemoval } from '@counterfoil/service-kit/authority/plan-identity'
import { publishSigningKey } from '@counterfoil/service-kit/authority/publish-signing-key'
import { executeProposal } from '@counterfoil/service-kit/governance/execute-proposal'
import { governedConsortium, proposeCalls } from '@counterfoil/service-kit/governance/governed-consortium'
import { safeInterface } from '@counterfoil/service-kit/governance/safe-contracts'
import { signProposal } from '@counterfoil/service-kit/governance/sign-proposal'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { openIdentityAgent, type IdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { openPayer, type Payer } from '@counterfoil/service-kit/outbox/open-payer'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { vctOf, type Network } from '@counterfoil/shared/network/network'
import { collectInProcess } from './collect-in-process.ts'

/** What an operation cost on the ledger, from the receipts of its transactions. */
export interface GasRow {
  readonly operation: string
  readonly transactions: number
  readonly gas: number
}

export interface GasCosts {
  readonly operations: readonly GasRow[]
  /** Issuing so many credentials, without the anchors that the clock writes. */
  readonly issuing: GasRow & { readonly credentials: number }
  /** Anchors of five authorities after a day in which nobody was issued anything, and after that one. */
  readonly idleAnchors: GasRow
  readonly busyAnchors: GasRow
}

interface Place {
  readonly network: Network
  readonly places: Places
  readonly secrets: SecretFiles
  readonly identities: IdentityAgent
  readonly payer: Payer
  /** Does something, and says what it cost. */
  readonly costOf: (operation: string, work: () => Promise<unknown>) => Promise<GasRow>
}

/** Gas of everything that is written to the ledger, and of issuing. Gas doesn't depend on the machine. */
export async function measureGas(credentials = 1000): Promise<GasCosts> {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-gas-'))
  const ledger = await startDevLedger({ dataDir: join(folder, 'ledger'), port: 0, host: '127.0.0.1' })
  const count = gasCounter(ledger)
  try {
    const bare = placesOf(folder, 7000)
    const places = { ...bare, urls: { ...bare.urls, ledger: ledger.rpcUrl } }
    const secrets = ensureSecrets(places.secretsDir)
    let network: Network | undefined
    const founding = await count.costOf('found the consortium: contracts, Safe, five authorities with three keys each, accredited and listed', async () => {
      network = await provisionNetwork(places, secrets, localGround(places), () => {})
    })
    if (network === undefined) throw new Error('no network')
    const identities = await openIdentityAgent({ databaseFile: join(places.authoritiesDir, 'keys.sqlite'), custody: envelopesUnder(secrets.authoritiesKek), ledger: network.ledger })
    const payer = await openPayer({ folder: places.authoritiesDir, identities, ledger: network.ledger })
    const operations = await measureOperations({ network, places, secrets, identities, payer, costOf: count.costOf })
    await payer.close()
    await identities.close()
    return { operations: [founding, ...operations], ...(await measureIssuing(places, secrets, credentials, count.costOf)) }
  } finally {
    count.close()
    await ledger.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function gasCounter(ledger: DevLedger): { readonly costOf: Place['costOf']; close(): void } {
  const provider = new JsonRpcProvider(ledger.rpcUrl, ledger.chainId, { batchMaxCount: 1, staticNetwork: true, cacheTimeout: -1 })
  return {
    costOf: async (operation, work) => {
      const before = await provider.getBlockNumber()
      await work()
      let [transactions, gas] = [0, 0]
      for (let block = before + 1; block <= (await provider.getBlockNumber()); block += 1) {
        for (const hash of (await provider.getBlock(block))?.transactions ?? []) {
          transactions += 1
          gas += Number((await provider.getTransactionReceipt(hash))?.gasUsed ?? 0n)
        }
      }
      return { operation, transactions, gas }
    },
    close: () => provider.destroy(),
  }
}

const year = 365 * 24 * 3600

async function measureOperations({ network, identities, payer, costOf }: Place): Promise<readonly GasRow[]> {
  const { ledger, governance, typesUrl, authorities } = network
  const [authority, other] = authorities
  if (governance === undefined || authority === undefined || other === undefined) throw new Error('not founded')
  const reader = createLedgerReader(ledger)
  const signers = await Promise.all(authorities.slice(0, 3).map(({ did }) => controllerSigner(identities, did)))
  const consortium: Consortium = governedConsortium({ reader, sender: payer.outbox, ledger, governance, signers, actor: 'bench' })
  const write = (did: string) => async (writes: Parameters<typeof actForIdentity>[2]): Promise<void> =>
    actForIdentity({ reader, sender: payer.outbox, ledger, controller: await controllerSigner(identities, did), actor: 'bench' }, did, writes)
  const change = { kind: 'issue', scope: vctOf(typesUrl, 'bench', 1), authorityDid: authority.did } as const
  const accredit = async (validity: number): Promise<void> => consortium.act(await planAccreditation(ledger, { ...change, validity: seconds(validity) }), 'bench')
  let joined = ''
  return [
    await costOf('create a DID', async () => {
      joined = await createIdentity(identities, 'bench', ledger)
    }),
    await costOf('publish a signing key', () => publishSigningKey({ owner: identities, authority: 'bench', did: joined, role: 'credential', ledger, write: write(joined) })),
    await costOf('remove a signing key', async () => write(authority.did)(await planKeyRemoval(ledger, authority.did, authority.keys.request.kid))),
    await costOf('hand an identity over (changeOwner)', () => write(joined)([{ words: '', change: { method: 'changeOwner', owner: `0x${'0'.repeat(39)}1` } }])),
    await costOf('accredit, three of five, for the first time', () => accredit(year)),
    await costOf('renew an accreditation, three of five', () => accredit(2 * year)),
    await costOf('withdraw an accreditation, three of five', async () => consortium.act(await planWithdrawal(ledger, change), 'bench')),
    await costOf('execute a Safe transaction that does next to nothing', () => executeNothing({ reader, sender: payer.outbox, network, signers })),
  ]
}

/** Of every decision so much is the Safe's own part: three signatures, its number, its event. */
async function executeNothing(options: { readonly reader: ReturnType<typeof createLedgerReader>; readonly sender: Payer['outbox']; readonly network: Network; readonly signers: readonly Awaited<ReturnType<typeof controllerSigner>>[] }): Promise<void> {
  const { reader, sender, network, signers } = options
  const { governance, ledger } = network
  if (governance === undefined) throw new Error('not founded')
  const threshold = safeInterface.encodeFunctionData('getThreshold')
  let proposal = await proposeCalls({ reader, ledger, governance }, { calls: [{ to: governance.safe, data: threshold }], reason: 'bench' })
  for (const signer of signers) proposal = await signProposal(proposal, signer)
  await executeProposal({ reader, sender }, proposal, 'bench')
}

const day = 24 * 3600

/** A day without anybody and one with so many credentials; the clock anchors after each. */
async function measureIssuing(places: Places, secrets: SecretFiles, credentials: number, costOf: Place['costOf']): Promise<Omit<GasCosts, 'operations'>> {
  const program = servicePrograms(places, secrets, join(places.issuerDir, 'no-clients.json')).find(({ name }) => name === 'issuer')
  const config = readConfig({ ...program?.env, ANCHOR_SECONDS: `${day}` })
  const clock = fixedClock(Math.floor(Date.now() / 1000))
  const unlimited = { ...config, httpLimits: { ...config.httpLimits, requestsPerMinute: 0, authorityRequestsPerMinute: 0, overloadDelayMs: 0 } }
  const issuer: Issuer = await createIssuer(unlimited, { clock, logger: Object.assign(createLogger('issuer'), { level: 'silent' }) })
  try {
    await issuer.anchor()
    clock.advance(day)
    const idleAnchors = await costOf('anchors of five authorities, after a time in which nobody was issued anything', () => issuer.anchor())
    clock.advance(day)
    const issuing = await costOf(`issue ${credentials} credentials`, () => collectInProcess(issuer, credentials, () => clock.now()))
    const busyAnchors = await costOf(`anchors of five authorities, after ${credentials} were issued`, () => issuer.anchor())
    return { idleAnchors, issuing: { ...issuing, credentials }, busyAnchors }
  } finally {
    await issuer.close()
  }
}

export function printGas({ operations, issuing, idleAnchors, busyAnchors }: GasCosts): void {
  console.log('\nGas, from receipts\n')
  for (const { operation, transactions, gas } of [...operations, issuing, idleAnchors, busyAnchors]) console.log(`${gas.toLocaleString('en').padStart(11)}  ${String(transactions).padStart(4)} ${transactions === 1 ? 'transaction ' : 'transactions'}  ${operation}`)
  console.log(`\n  Gas for each 1,000 credentials: ${(issuing.gas / issuing.credentials) * 1000}. Anchors differ by the zero bytes in their hashes, which cost less.`)
}

if (import.meta.main) printGas(await measureGas())
