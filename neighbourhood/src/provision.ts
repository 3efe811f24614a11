import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { seconds } from '@counterfoil/shared/kernel/branded'
import { vctOf, type Network, type NetworkAuthority, type NetworkGovernance, type NetworkKey, type NetworkLedger } from '@counterfoil/shared/network/network'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { planAccreditation, planListing } from '@counterfoil/service-kit/authority/accredit'
import { actForIdentity } from '@counterfoil/service-kit/authority/act-for-identity'
import type { Consortium } from '@counterfoil/service-kit/authority/consortium'
import { issueLeafCertificate, type ConsortiumCa } from '@counterfoil/service-kit/authority/consortium-ca'
import { controllerSigner } from '@counterfoil/service-kit/authority/controller-signer'
import { createIdentity } from '@counterfoil/service-kit/authority/create-identity'
import { deployRegistry } from '@counterfoil/service-kit/authority/deploy-registry'
import { gasAccount } from '@counterfoil/service-kit/authority/gas-account'
import { publishSigningKey } from '@counterfoil/service-kit/authority/publish-signing-key'
import type { PlannedWrite } from '@counterfoil/service-kit/authority/planned-write'
import { sealedCa } from '@counterfoil/service-kit/authority/sealed-ca'
import { writeNetwork } from '@counterfoil/service-kit/config/change-network'
import { foundConsortium } from '@counterfoil/service-kit/governance/found-consortium'
import { governedConsortium } from '@counterfoil/service-kit/governance/governed-consortium'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { fundAccounts } from '@counterfoil/service-kit/ledger/fund-accounts'
import { openPayer, type Payer } from '@counterfoil/service-kit/outbox/open-payer'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { readKeyEncryptionKey } from '@counterfoil/service-kit/keys/envelope/key-encryption-key'
import { openIdentityAgent, type IdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { listAccreditations } from './common-lists.ts'
import { councils, type Council } from './councils.ts'
import type { LedgerGround } from './ledger-ground.ts'
import type { Places } from './places.ts'
import type { SecretFiles } from './secrets.ts'

const year = seconds(365 * 24 * 3600)

interface Parties {
  readonly controllers: IdentityAgent
  readonly issuer: IdentityAgent
  readonly verifier: IdentityAgent
}

/**
 * Sets the network up: consortium, councils, keys, accreditations, listings. Every step looks first at what is there, so
 * that a start which was cut off goes on where it stopped.
 */
export async function provisionNetwork(places: Places, secrets: SecretFiles, ground: LedgerGround, onProgress: (words: string) => void): Promise<Network> {
  const bare = { ...ground.nodes, registry: ground.registry ?? '', consortium: '' }
  const parties = await openParties(places, secrets, bare)
  const payer = await openPayer({ folder: places.authoritiesDir, identities: parties.controllers, ledger: bare })
  try {
    await fundPayers(ground, parties.issuer, payer.address, onProgress)
    const base = { ...ground.nodes, registry: ground.registry ?? (await deployRegistry(payer.outbox, 'operator')) }
    onProgress('Founding the consortium')
    const ledger: NetworkLedger = { ...base, consortium: await createIdentity(parties.controllers, 'consortium', { ...base, consortium: '' }) }
    const ca = await sealedCa(join(places.authoritiesDir, 'consortium-ca.sealed'), readKeyEncryptionKey(secrets.authoritiesKek), 'Counterfoil demo consortium')
    const authorities: NetworkAuthority[] = []
    for (const council of councils) {
      onProgress(`${council.name.en} joins`)
      authorities.push(await joinCouncil(council, { places, parties, ledger, payer, ca }))
    }
    onProgress('The councils govern the consortium together, three of five')
    const consortium = await governTogether(payer, parties.controllers, ledger, authorities)
    await consortium.act(await membershipOf(places, ledger, authorities), 'Accredit and list the founding authorities')
    const network: Network = { ledger, governance: consortium.governance, typesUrl: `${places.urls.issuer}/types`, trustAnchors: [ca.certificate], authorities }
    writeNetwork(places.networkFile, network)
    return network
  } finally {
    await payer.close()
    for (const party of Object.values(parties) as IdentityAgent[]) await party.close()
  }
}

async function openParties(places: Places, secrets: SecretFiles, ledger: NetworkLedger): Promise<Parties> {
  const openIn = (folder: string, kek: string): Promise<IdentityAgent> => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return openIdentityAgent({ databaseFile: join(folder, 'keys.sqlite'), custody: envelopesUnder(kek), ledger })
  }
  return {
    controllers: await openIn(places.authoritiesDir, secrets.authoritiesKek),
    issuer: await openIn(places.issuerDir, secrets.issuerKek),
    verifier: await openIn(places.verifierDir, secrets.verifierKek),
  }
}

/** Where gas isn't free, whoever pays for writes needs something to pay with: the operator, and each council. */
async function fundPayers({ nodes, fundingKey }: LedgerGround, issuer: IdentityAgent, operator: string, onProgress: (words: string) => void): Promise<void> {
  if (fundingKey === null) return
  onProgress('Funding the accounts that pay for writes')
  const accounts = await Promise.all(councils.map(async ({ id }) => (await gasAccount(issuer.custody, id)).address))
  await fundAccounts({ ...nodes, key: fundingKey }, [operator, ...accounts])
}

interface Joining {
  readonly places: Places
  readonly parties: Parties
  readonly ledger: NetworkLedger
  readonly payer: Payer
  readonly ca: ConsortiumCa
}

async function joinCouncil(council: Council, { places, parties, ledger, payer, ca }: Joining): Promise<NetworkAuthority> {
  const { controllers, issuer, verifier } = parties
  const did = await createIdentity(controllers, council.id, ledger)
  const controller = await controllerSigner(controllers, did)
  const write = (writes: readonly PlannedWrite[]): Promise<void> => actForIdentity({ reader: createLedgerReader(ledger), sender: payer.outbox, ledger, controller, actor: `authority:${council.id}` }, did, writes)
  const issuerUrl = `${places.urls.issuer}/${council.id}`
  const verifierUrl = `${places.urls.verifier}/${council.id}`
  const key = async (role: JoseRole): Promise<NetworkKey> => {
    const { kid, publicJwk } = await publishSigningKey({ write, owner: role === 'request' ? verifier : issuer, authority: council.id, did, role, ledger })
    return { kid, x5c: [await issueLeafCertificate({ ca, publicJwk, name: council.name.en, did, days: 825, role, verifierUrl })] }
  }
  const keys = { credential: await key('credential'), status: await key('status'), request: await key('request') }
  const { address } = await gasAccount(issuer.custody, council.id)
  return { ...council, did, issuerUrl, verifierUrl, keys, gasAccount: address }
}

/** Everything that the consortium writes of its founding members, as one act. */
async function membershipOf(places: Places, ledger: NetworkLedger, authorities: readonly NetworkAuthority[]): Promise<readonly PlannedWrite[]> {
  const writes: PlannedWrite[] = []
  for (const { did, letter, name, issuerUrl, verifierUrl } of authorities) {
    for (const { id, version } of readCatalogue().values()) {
      const vct = vctOf(`${places.urls.issuer}/types`, id, version)
      for (const kind of ['issue', 'request'] as const) writes.push(...(await planAccreditation(ledger, { kind, scope: vct, authorityDid: did, validity: year })))
    }
    writes.push(...(await planListing(ledger, { did, letter, name, issuer: issuerUrl, verifier: verifierUrl })))
  }
  for (const { did, ...of } of listAccreditations(authorities)) writes.push(...(await planAccreditation(ledger, { ...of, authorityDid: did, validity: year })))
  return writes
}

interface Governed extends Consortium {
  readonly governance: NetworkGovernance
}

const threshold = 3

/** Hands the consortium to a Safe of the councils. All their keys are on this machine, so that they can sign at once. */
async function governTogether(payer: Payer, controllers: IdentityAgent, ledger: NetworkLedger, authorities: readonly NetworkAuthority[]): Promise<Governed> {
  const reader = createLedgerReader(ledger)
  const signers = await Promise.all(authorities.map(({ did }) => controllerSigner(controllers, did)))
  const founded = await foundConsortium({
    reader,
    sender: payer.outbox,
    ledger,
    founder: await controllerSigner(controllers, ledger.consortium),
    owners: signers.map(({ address }) => address),
    threshold,
    actor: 'operator',
  })
  const governance = { ...founded, gasAccount: payer.address }
  return { ...governedConsortium({ reader, sender: payer.outbox, ledger, governance, signers: signers.slice(0, threshold), actor: 'operator' }), governance }
}
