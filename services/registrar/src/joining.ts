import { issueLeafCertificate } from '@counterfoil/service-kit/authority/consortium-ca'
import type { PublishedKey } from '@counterfoil/service-kit/authority/publish-signing-key'
import { changeNetwork } from '@counterfoil/service-kit/config/change-network'
import type { JoseRole } from '@counterfoil/service-kit/keys/key-role'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Bilingual } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { NetworkAuthority, NetworkKey } from '@counterfoil/shared/network/network'
import { parseNetwork } from '@counterfoil/shared/network/parse-network'
import type { CommonPlace } from './common-place.ts'
import { byItself, type Plan } from './plan.ts'
import { certificateDays } from './rotation.ts'
import type { AskedBy, Named } from './signing-keys.ts'

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

/** How identities begin where trust rests. Each step looks first at what is there, so that one which was cut off is gone on with. */
export interface NewIdentities {
  readonly place: CommonPlace
  /** The identity's DID, with a controller key of its own; made on the first call. */
  make(id: string): Promise<string>
  /** Publishes the identity's key of a role, made on the first call. */
  publish(identity: Named, role: JoseRole, by: AskedBy): Promise<PublishedKey>
  /** What the network file has to name beside its keys. */
  accounts(id: string): Promise<Pick<NetworkAuthority, 'gasAccount'>>
}

/**
 * What joining would do now: first the authority's own part (identity, keys, addresses), and once that is done what the
 * consortium has to decide, as one proposal. Refuses `invalid_request` for what the network can't have.
 */
export async function planJoining<Decision>(identities: NewIdentities, joining: Joining, planMembership: (authority: NetworkAuthority) => Plan<Decision> | Promise<Plan<Decision>>): Promise<Plan<Decision>> {
  const known = identities.place.network.authorities.find(({ id }) => id === joining.id)
  return known === undefined ? planSettingUp(identities, joining) : planMembership(known)
}

type Newcomer = Pick<NetworkAuthority, 'id' | 'letter' | 'name' | 'issuerUrl' | 'verifierUrl'>

function planSettingUp(identities: NewIdentities, joining: Joining): Plan<never> {
  const newcomer = newcomerOf(identities.place, joining)
  const { name, issuerUrl, verifierUrl } = newcomer
  const words = [
    `Make an identity of ${name.en}, with a controller key of its own`,
    `Publish its credential, status and request keys`,
    `Name it in the network file with issuer ${issuerUrl} and verifier ${verifierUrl}; the consortium has to accredit and list it next`,
  ]
  return byItself(words, (actor) => setUp(identities, newcomer, actor))
}

function newcomerOf(place: CommonPlace, { id, letter, name, issuerUrl, verifierUrl }: Joining): Newcomer {
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

async function setUp(identities: NewIdentities, newcomer: Newcomer, actor: string): Promise<void> {
  const { place } = identities
  const { id, name, verifierUrl } = newcomer
  const did = await identities.make(id)
  step('identity.made')
  const ca = await place.ca()
  const keyOf = async (role: JoseRole): Promise<NetworkKey> => {
    const { kid, publicJwk } = await identities.publish({ id, did }, role, { actor, reason: 'identity.join' })
    return { kid, x5c: [await issueLeafCertificate({ ca, publicJwk, name: name.en, did, days: certificateDays, role, verifierUrl })] }
  }
  const keys = { credential: await keyOf('credential'), status: await keyOf('status'), request: await keyOf('request') }
  const authority: NetworkAuthority = { ...newcomer, did, ...(await identities.accounts(id)), keys }
  await changeNetwork(place.networkFile, (network) => ({ ...network, authorities: [...network.authorities.filter((one) => one.id !== id), authority] }))
  step('identity.named')
}
