import { equalBytes } from '../domain/equal-bytes.ts'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { CredentialRequest } from '@counterfoil/shared/oid4vci/credential-request'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../domain/authority.ts'
import { validityDates, type Counterfoil } from '../domain/counterfoil.ts'
import type { CredentialCopy } from '../domain/credential-copy.ts'
import { endOf } from '../domain/last-day.ts'
import type { AccessToken } from '../domain/credential-offer.ts'
import type { Counterfoils, CredentialOffers, CredentialSigner, DraftSeals, Grant, IssuedBefore, ProofCrypto, Remembered, RememberedBatch } from '../ports.ts'
import { judgeProofs, type ProvenKeys } from './judge-proofs.ts'

interface Ports {
  readonly clock: Clock
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
  readonly counterfoils: Counterfoils
  readonly crypto: ProofCrypto
  readonly signer: CredentialSigner
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

export interface IssuedCredentials {
  /** One for each key that was proven. */
  readonly credentials: readonly string[]
  readonly notificationId: string
}

export interface IssuingRequest {
  readonly authority: Authority
  readonly token: AccessToken
  /** Parsed only once the token is known to be good. */
  readonly parse: () => CredentialRequest
}

/**
 * Issues the one credential of a grant, for each key that is proven: judge the proofs, commit the counterfoil, sign, answer. A
 * repeated request of the same token and keys gets the same credentials again, with the same status indices. Refuses `token_invalid`,
 * `unknown_credential_configuration`, `credential_request_denied`, `invalid_proof`, `invalid_nonce`.
 * @see OpenID4VCI 1.0, section 8
 */
export function issueCredential(ports: Ports) {
  // A request that comes while another of its token is under way did not come because an answer was lost.
  const underWay = new Map<string, number>()
  return async ({ authority, token, parse }: IssuingRequest): Promise<IssuedCredentials> => {
    const lookup = ports.seals.lookupOf(token)
    const concurrent = underWay.get(lookup) ?? 0
    underWay.set(lookup, concurrent + 1)
    try {
      return await issue(ports, { authority, token, lookup, concurrent: concurrent > 0, parse })
    } finally {
      const left = (underWay.get(lookup) ?? 1) - 1
      if (left === 0) underWay.delete(lookup)
      else underWay.set(lookup, left)
    }
  }
}

async function issue(ports: Ports, request: IssuingRequest & { readonly lookup: string; readonly concurrent: boolean }): Promise<IssuedCredentials> {
  const { authority, token, lookup } = request
  const now = ports.clock.now()
  const grant = await ports.offers.grantOf(authority.id, lookup, now)
  step('credential.read')
  if (grant === null) throw new Refusal('token_invalid')
  const { configurationId, proofs } = request.parse()
  const configuration = mustAllow(ports.configurations.get(configurationId), grant)
  const keys = judgeProofs(ports.crypto, { authority, now }, proofs)
  if (grant.draft === null) throw new Refusal('credential_request_denied', { detail: 'the draft is gone' })
  const claims = ports.seals.open(token, grant.offer, grant.draft)
  const { counterfoil, places } =
    grant.issued === null
      ? await issueFirst(ports, request, { grant, configuration, keys, end: endOf(configuration.type, claims) })
      : await issueAgain(ports, request, { issued: grant.issued, configuration, keys, repeatable: !request.concurrent })
  const holders = [keys.first, ...keys.others]
  const credentials = await Promise.all(places.map(async (place, order) => ports.signer.sign({ authority, configuration, counterfoil, place, claims, holder: holders[order] ?? keys.first })))
  step('credential.signed')
  return { credentials, notificationId: ports.seals.notificationId(token, counterfoil.id) }
}

/** A token stands for the one type that was offered, in whichever format; once issued, for that configuration alone. */
function mustAllow(configuration: CredentialConfiguration | undefined, grant: Grant): CredentialConfiguration {
  if (configuration === undefined) throw new Refusal('unknown_credential_configuration')
  const settled = grant.issued?.counterfoil.configurationId
  if (configuration.type.id !== grant.typeId || (settled !== undefined && settled !== configuration.id)) throw new Refusal('credential_request_denied')
  return configuration
}

interface Judged {
  readonly configuration: CredentialConfiguration
  readonly keys: ProvenKeys
}

/** A counterfoil, and where each key's credential has its status, in the order of the keys. */
interface Committed {
  readonly counterfoil: Counterfoil
  readonly places: readonly Pick<Counterfoil, 'statusList' | 'statusIndex'>[]
}

async function issueFirst(
  ports: Ports,
  request: IssuingRequest & { readonly lookup: string },
  { grant, configuration, keys, end }: Judged & { readonly grant: Grant; readonly end: EpochSeconds | null },
): Promise<Committed> {
  const now = ports.clock.now()
  const dates = validityDates(now, configuration.type.validityDays, end)
  if (dates.expiresAt <= now) throw new Refusal('credential_request_denied', { detail: 'its last day has passed since it was offered' })
  const toRemember = {
    authority: request.authority.id,
    offer: grant.offer,
    configurationId: configuration.id,
    person: grant.person,
    nonce: keys.nonce,
    holderHash: ports.crypto.holderHash(keys.first),
    ...dates,
    now,
  }
  step('credential.before-commit')
  await spendAll(ports, keys.otherNonces)
  const remembered =
    keys.others.length === 0
      ? withoutCopies(await ports.counterfoils.remember(toRemember))
      : await ports.counterfoils.rememberBatch({ ...toRemember, copies: keys.others.map((key) => ports.crypto.holderHash(key)) })
  step('credential.committed')
  if (remembered.outcome === 'remembered') return { counterfoil: remembered.counterfoil, places: [remembered.counterfoil, ...remembered.copies] }
  if (remembered.outcome === 'nonce_spent') throw new Refusal('invalid_nonce')
  const winner = (await ports.offers.grantOf(request.authority.id, request.lookup, now))?.issued
  if (winner === undefined || winner === null) throw new Refusal('token_invalid')
  return issueAgain(ports, request, { issued: winner, configuration, keys, repeatable: false })
}

const withoutCopies = (remembered: Remembered): RememberedBatch => (remembered.outcome === 'remembered' ? { ...remembered, copies: [] } : remembered)

async function spendAll(ports: Ports, nonces: readonly ProvenKeys['nonce'][]): Promise<void> {
  for (const nonce of nonces) if (!(await ports.counterfoils.spendNonce(nonce))) throw new Refusal('invalid_nonce')
}

/** The same credentials for the same keys. The nonce is spent anew, unless this is the very request whose answer was lost. */
async function issueAgain(
  ports: Ports,
  { authority }: IssuingRequest,
  { issued, configuration, keys, repeatable }: Judged & { readonly issued: IssuedBefore; readonly repeatable: boolean },
): Promise<Committed> {
  const { counterfoil } = issued
  const places = await placesOf(ports, authority, issued, keys)
  if (counterfoil.configurationId !== configuration.id || places === null) throw new Refusal('credential_request_denied', { detail: 'issued to another key' })
  const lostAnswer = repeatable && equalBytes(issued.nonce, keys.nonce.value)
  if (!lostAnswer && !(await ports.counterfoils.spendNonce(keys.nonce))) throw new Refusal('invalid_nonce')
  await spendAll(ports, keys.otherNonces)
  return { counterfoil, places }
}

/** Where the credential of each key stands; null when there is a key that none was issued to. */
async function placesOf(ports: Ports, authority: Authority, { counterfoil, holderHash }: IssuedBefore, { first, others }: ProvenKeys): Promise<Committed['places'] | null> {
  const hashes = [first, ...others].map((key) => ports.crypto.holderHash(key))
  const alone = hashes.every((hash) => hash === holderHash)
  const copies: readonly CredentialCopy[] = alone ? [] : await ports.counterfoils.copiesOf(authority.id, counterfoil.id)
  const places = hashes.map((hash) => (hash === holderHash ? counterfoil : copies.find((copy) => copy.holderHash === hash)))
  return places.every((place) => place !== undefined) ? places : null
}
