import { accreditedUntil, planAccreditation, planListing } from '@counterfoil/service-kit/authority/accredit'
import { issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import { createIdentity } from '@counterfoil/service-kit/authority/create-identity'
import { gasAccount } from '@counterfoil/service-kit/authority/gas-account'
import type { PlannedWrite } from '@counterfoil/service-kit/authority/planned-write'
import { publishSigningKey } from '@counterfoil/service-kit/authority/publish-signing-key'
import { changeNetwork } from '@counterfoil/service-kit/config/change-network'
import { addOwner, thresholdFor } from '@counterfoil/service-kit/governance/owner-changes'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { step } from '@counterfoil/service-kit/system/steps'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { NetworkAuthority, NetworkKey } from '@counterfoil/shared/network/network'
import { parseNetwork } from '@counterfoil/shared/network/parse-network'
import { governingKey, keysAt } from './controllers.ts'
import type { Place } from './place.ts'
import { byConsortium, byItself, writesOf, type Plan } from './plan.ts'
import { certificateDays } from './rotation.ts'

/** An authority that wants to join. What is told once stands in the network file from then on. */
export interface Joining {
  readonly id: string
  /** First character of its typed codes; null when it was told before. */
  readonly letter: string | null
  readonly name: Bilingual | null
  /** Its Credential Issuer Identifier; null for one beside the others. */
  readonly issuerUrl: string | null
  readonly verifierUrl: string | null
  /** Whether it is to be one of those who govern. */
  readonly governs: boolean
}

const year = seconds(365 * 24 * 3600)

/**
 * What joining would do now: first the authority's own part (identity, keys, addresses), and once that is done what the
 * consortium has to decide, as one proposal. Refuses `invalid_request` for what the network can't have.
 */
export async function planJoining(place: Place, joining: Joining): Promise<Plan> {
  const known = place.network.authorities.find(({ id }) => id === joining.id)
  return known === undefined ? planSettingUp(place, joining) : planMembership(place, known, joining.governs)
}

type Newcomer = Pick<NetworkAuthority, 'id' | 'letter' | 'name' | 'issuerUrl' | 'verifierUrl'>

function planSettingUp(place: Place, joining: Joining): Plan {
  const newcomer = newcomerOf(place, joining)
  const { name, issuerUrl, verifierUrl } = newcomer
  const words = [
    `Make an identity of ${name.en}, with a controller key of its own`,
    `Publish its credential, status and request keys`,
    `Name it in the network file with issuer ${issuerUrl} and verifier ${verifierUrl}; the consortium has to accredit and list it next`,
  ]
  return byItself(words, (actor) => setUp(place, newcomer, actor))
}

function newcomerOf(place: Place, { id, letter, name, issuerUrl, verifierUrl }: Joining): Newcomer {
  const { authorities } = place.network
  const [first] = authorities
  const beside = (url = ''): string => `${url.slice(0, url.lastIndexOf('/'))}/${id}`
  if (letter === null || name === null) throw new Refusal('invalid_request', { detail: 'a letter and names in English and Welsh are needed' })
  const newcomer = { id, letter, name, issuerUrl: issuerUrl ?? beside(first?.issuerUrl), verifierUrl: verifierUrl ?? beside(first?.verifierUrl) }
  const key: NetworkKey = { kid: 'to come', x5c: [] }
  const parsed = parseNetwork({ ...place.network, authorities: [...authorities, { ...newcomer, did: 'to come', keys: { credential: key, status: key, request: key } }] })
  if ('wrong' in parsed) throw new Refusal('invalid_request', { detail: parsed.wrong.join(', ') })
  const taken = authorities.find((one) => one.letter === letter || one.issuerUrl === newcomer.issuerUrl || one.verifierUrl === newcomer.verifierUrl)
  if (!/^[A-Z]$/.test(letter) || taken !== undefined) throw new Refusal('invalid_request', { detail: taken === undefined ? 'the letter is one from A to Z' : `${taken.id} has this letter or one of these addresses` })
  return newcomer
}

/** Every step looks first at what is there, so that one which was cut off is gone on with. */
async function setUp(place: Place, newcomer: Newcomer, actor: string): Promise<void> {
  const { id, name } = newcomer
  const { ledger } = place.network
  const did = await createIdentity(place.identities, id, ledger)
  step('identity.made')
  const ca = await place.ca()
  const write = writesOf(place, { id, did }, { actor, reason: 'identity.join' })
  const publish = async (role: JoseRole): Promise<NetworkKey> => {
    const { kid, publicJwk } = await publishSigningKey({ owner: await place.signing(role), authority: id, did, role, ledger, write })
    return { kid, x5c: [await issueLeafCertificate({ ca, publicJwk, name: name.en, did, days: certificateDays })] }
  }
  const keys = { credential: await publish('credential'), status: await publish('status'), request: await publish('request') }
  const { address } = await gasAccount((await place.signing('credential')).custody, id)
  const authority: NetworkAuthority = { ...newcomer, did, gasAccount: address, keys }
  await changeNetwork(place.networkFile, (network) => ({ ...network, authorities: [...network.authorities.filter((one) => one.id !== id), authority] }))
  step('identity.named')
}

async function planMembership(place: Place, authority: NetworkAuthority, governs: boolean): Promise<Plan> {
  const { did, letter, name, issuerUrl, verifierUrl } = authority
  const { ledger } = place.network
  const writes: PlannedWrite[] = []
  for (const kind of ['issue', 'request'] as const) {
    const change = { kind, vct: place.residency, authorityDid: did }
    // What it has already is renewed by a decision of its own.
    if ((await accreditedUntil(ledger, change)) <= systemClock.now()) writes.push(...(await planAccreditation(ledger, { ...change, validity: year })))
  }
  writes.push(...(await planListing(ledger, { did, letter, name, issuer: issuerUrl, verifier: verifierUrl })))
  return byConsortium(place, writes, governs && (await governingKey(place, authority)) === null ? await admission(place, authority) : undefined)
}

async function admission(place: Place, authority: NetworkAuthority) {
  const { owners } = await readSafe(place.reader, place.governance.safe)
  const { owner, used } = await keysAt(place, authority)
  const threshold = thresholdFor(owners.length + 1)
  const words = `Let ${authority.name.en} govern too: ${threshold} of ${owners.length + 1} decide from then on`
  return { words: [words], calls: [addOwner(place.governance.safe, { owner: (owner ?? used).address, threshold })] }
}
