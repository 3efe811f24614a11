import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { sealedCa } from '@counterfoil/service-kit/authority/sealed-ca'
import { writeNetwork } from '@counterfoil/service-kit/config/change-network'
import { envelopesUnder } from '@counterfoil/service-kit/keys/custody-settings'
import { readKeyEncryptionKey } from '@counterfoil/service-kit/keys/envelope/key-encryption-key'
import { openIdentityAgent, type IdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { consortiumLog } from '@counterfoil/service-kit/outbox/consortium-log'
import { councilDocument } from '@counterfoil/service-kit/signed-list/council-document'
import { didBeside } from '@counterfoil/service-kit/signed-list/did-beside'
import { foundList, writeEntry, type FoundedList, type TellingEntry } from '@counterfoil/service-kit/signed-list/found-list'
import { listKey, publishKeyInDocument } from '@counterfoil/service-kit/signed-list/list-keys'
import { openListLog, writtenObjects, type ListLog } from '@counterfoil/service-kit/signed-list/list-log'
import { planAccreditation, planAnchorKey, planListing, type PlannedChange } from '@counterfoil/service-kit/signed-list/plan-list'
import { standsInFolder } from '@counterfoil/service-kit/signed-list/stands-in-folder'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { vctOf, type ListNetwork, type NetworkAuthority, type NetworkKey } from '@counterfoil/shared/network/network'
import type { ListState } from '@counterfoil/shared/signed-list/list-state'
import { listAccreditations } from './common-lists.ts'
import { councils, type Council } from './councils.ts'
import type { Places } from './places.ts'
import type { SecretFiles } from './secrets.ts'

const year = 365 * 24 * 3600
const threshold = 3
/** Name under which the publisher's key is kept. */
const publisherName = 'consortium'

interface Parties {
  readonly governors: IdentityAgent
  readonly issuer: IdentityAgent
  readonly verifier: IdentityAgent
  readonly publisher: IdentityAgent
}

interface Founders {
  readonly parties: Parties
  readonly log: ListLog
}

/**
 * Sets a network without a ledger up: councils of did:web, their keys, and the list that they sign. Every step looks first
 * at what is there, so that a start which was cut off goes on where it stopped.
 */
export async function provisionListNetwork(places: Places, secrets: SecretFiles, onProgress: (words: string) => void): Promise<ListNetwork> {
  const parties = await openParties(places, secrets)
  const log = await openListLog(places.authoritiesDir, standsInFolder(places.listDir))
  const founders = { parties, log }
  try {
    const ca = await sealedCa(join(places.authoritiesDir, 'consortium-ca.sealed'), readKeyEncryptionKey(secrets.authoritiesKek), 'Counterfoil demo consortium')
    const authorities: NetworkAuthority[] = []
    for (const council of councils) {
      onProgress(`${council.name.en} joins`)
      authorities.push(await joinCouncil(council, places, founders, async (publicJwk, did, role) => [await issueLeafCertificate({ ca, publicJwk, name: council.name.en, did, days: 825, role, verifierUrl: `${places.urls.verifier}/${council.id}` })]))
    }
    onProgress('The councils sign their list together, three of five')
    const { list } = await signTogether(places, founders, authorities)
    const network: ListNetwork = { trust: { kind: 'signed-list', ...list }, typesUrl: `${places.urls.issuer}/types`, trustAnchors: [ca.certificate], authorities }
    writeNetwork(places.networkFile, network)
    return network
  } finally {
    await log.close()
    for (const party of Object.values(parties) as IdentityAgent[]) await party.close()
  }
}

async function openParties(places: Places, secrets: SecretFiles): Promise<Parties> {
  const openIn = (folder: string, kek: string): Promise<IdentityAgent> => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return openIdentityAgent({ databaseFile: join(folder, 'keys.sqlite'), custody: envelopesUnder(kek), ledger: undefined })
  }
  return {
    governors: await openIn(places.authoritiesDir, secrets.authoritiesKek),
    issuer: await openIn(places.issuerDir, secrets.issuerKek),
    verifier: await openIn(places.verifierDir, secrets.verifierKek),
    publisher: await openIn(places.listDir, secrets.listKek),
  }
}

/** The DID whose document the publisher serves below this name. @see did:web method specification, "Method-specific identifier" */
const didAt = ({ urls }: Places, name: string): string => didBeside(`did:web:${encodeURIComponent(new URL(urls.ledger).host)}:`, name)

async function joinCouncil(council: Council, places: Places, { parties: { issuer, verifier }, log }: Founders, certify: (publicJwk: Awaited<ReturnType<typeof publishKeyInDocument>>['publicJwk'], did: string, role: JoseRole) => Promise<readonly string[]>): Promise<NetworkAuthority> {
  const did = didAt(places, council.id)
  const document = councilDocument(places.listDir, council.id, did)
  const key = async (role: JoseRole): Promise<NetworkKey> => {
    const { kid, publicJwk } = await publishKeyInDocument(role === 'request' ? verifier : issuer, { authority: council.id, document, role, write: (published, work) => log.telling(writtenObjects.published(published), { actor: `authority:${council.id}`, reason: 'identity.join' }, work) })
    return { kid, x5c: await certify(publicJwk, did, role) }
  }
  const keys = { credential: await key('credential'), status: await key('status'), request: await key('request') }
  return { ...council, did, issuerUrl: `${places.urls.issuer}/${council.id}`, verifierUrl: `${places.urls.verifier}/${council.id}`, keys }
}

/** Founds the list and accredits and lists its founders, in one entry. All their keys are on this machine, so that they can sign at once. */
async function signTogether(places: Places, { parties: { governors, issuer, publisher }, log }: Founders, authorities: readonly NetworkAuthority[]): Promise<FoundedList> {
  const signers = await Promise.all(authorities.map(({ id }) => listKey(governors.custody, 'governor', id)))
  const telling: TellingEntry = (hash, work) => log.telling(writtenObjects.entry(hash), { actor: 'operator', reason: 'consortium.found' }, work)
  const founded = await foundList({
    telling,
    folder: places.listDir,
    url: `${places.urls.ledger}/trust`,
    consortium: didAt(places, 'consortium'),
    governors: authorities.flatMap(({ did }, place) => (signers[place] === undefined ? [] : [{ did, jwk: signers[place].publicJwk, signer: signers[place] }])),
    threshold,
    publisher: (await listKey(publisher.custody, 'publisher', publisherName)).publicJwk,
  })
  const { state } = await founded.entries.judged()
  const anchoring = await planAnchorKeys(founded, { governors, issuer }, state, authorities)
  const sharing = listAccreditations(authorities).flatMap((one) => planAccreditation(state, one, systemClock.now() + year))
  const changes = [...anchoring, ...authorities.flatMap((authority) => membershipOf(places, state, authority)), ...sharing]
  await writeEntry(founded.entries, founded.list.consortium, changes.map(({ change }) => change), signers.slice(0, threshold), telling)
  return founded
}

/** Each issuer anchors for its councils, and whoever keeps the controllers for the consortium. */
async function planAnchorKeys({ list: { consortium } }: FoundedList, { governors, issuer }: Pick<Parties, 'governors' | 'issuer'>, { anchorKeys }: ListState, authorities: readonly NetworkAuthority[]): Promise<readonly PlannedChange[]> {
  const anchoring = [{ id: consortiumLog, did: consortium, name: { en: 'the consortium' }, custody: governors.custody }, ...authorities.map((authority) => ({ ...authority, custody: issuer.custody }))]
  const unknown = anchoring.filter(({ did }) => !anchorKeys.has(did))
  return Promise.all(unknown.map(async ({ id, did, name, custody }) => planAnchorKey(did, name.en, (await listKey(custody, 'anchor', id)).publicJwk)))
}

function membershipOf(places: Places, state: ListState, { did, letter, name, issuerUrl, verifierUrl }: NetworkAuthority) {
  const vcts = [...readCatalogue().values()].map(({ id, version }) => vctOf(`${places.urls.issuer}/types`, id, version))
  const until = systemClock.now() + year
  return [
    ...vcts.flatMap((vct) => (['issue', 'request'] as const).flatMap((kind) => planAccreditation(state, { kind, scope: vct, did }, until))),
    ...planListing(state, { did, letter, name, issuer: issuerUrl, verifier: verifierUrl }),
  ]
}
