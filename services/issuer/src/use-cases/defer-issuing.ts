import { plus } from '@counterfoil/shared/kernel/branded'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../domain/authority.ts'
import type { AccessToken } from '../domain/credential-offer.ts'
import { deferralInterval, deferralLifetime, type DeferralReason } from '../domain/deferred-issuance.ts'
import type { CredentialOffers, DeferralSeals, DeferredIssuances, DraftSeals, Grant, ProofCrypto, RecordSource } from '../ports.ts'
import type { ProvenKeys } from './judge-proofs.ts'
import { readRecordAgain, type RecordPorts } from './read-record-again.ts'

interface Ports {
  readonly clock: Clock
  readonly seals: Pick<DraftSeals, 'ofToken'>
  readonly offers: Pick<CredentialOffers, 'grantOf'>
  readonly deferrals: DeferredIssuances
  readonly deferralSeals: DeferralSeals
  readonly crypto: Pick<ProofCrypto, 'holderHash'>
  readonly records: RecordSource
  readonly gaps: RecordPorts['gaps']
  readonly onRecordAway: (error: unknown) => void
}

export interface Deferred {
  readonly kind: 'deferred'
  readonly transactionId: string
  readonly interval: number
}

interface Asked {
  readonly authority: Authority
  readonly token: AccessToken
  readonly grant: Grant
  readonly configuration: CredentialConfiguration
  readonly keys: ProvenKeys
}

/**
 * For a type whose record is read when it is issued: what the record says, or an issuing that waits. What waits is for the keys that were proven
 * now, and asking again with the same keys gets the same transaction. Refuses `credential_request_denied`, `invalid_nonce`, and
 * `temporarily_unavailable` for the repeat of a credential whose record can't be read. @see OpenID4VCI 1.0, sections 8.3 and 9
 */
export async function deferOrRead(ports: Ports, asked: Asked): Promise<{ readonly kind: 'read'; readonly claims: JsonObject } | Deferred> {
  const { authority, token, grant, configuration } = asked
  if (grant.draft === null && grant.issued === null) return deferredBefore(ports, asked)
  if (grant.draft === null) throw new Refusal('credential_request_denied', { detail: 'the draft is gone' })
  const isAlwaysDeferred = configuration.type.issuing === 'deferred' && grant.issued === null
  const read = isAlwaysDeferred ? { missing: 'always' as const } : await readRecordAgain(ports, { authority, person: grant.person, type: configuration.type, record: grant.record })
  if ('claims' in read) return { kind: 'read', claims: read.claims }
  if (read.missing === 'record_gone') throw new Refusal('credential_request_denied', { detail: read.missing })
  if (grant.issued !== null) throw new Refusal('temporarily_unavailable', { detail: read.missing })
  const outcome = await ports.deferrals.defer(issuanceOf(ports, asked, read.missing))
  step('deferred.committed')
  if (outcome === 'nonce_spent') throw new Refusal('invalid_nonce')
  return outcome === 'deferred' ? { kind: 'deferred', transactionId: ports.deferralSeals.transactionId(token, grant.offer), interval: deferralInterval } : deferredBefore(ports, asked)
}

const holderHashes = (crypto: Ports['crypto'], { first, others }: ProvenKeys): string =>
  [first, ...others].map((key) => crypto.holderHash(key)).sort().join(' ')

function issuanceOf({ clock, crypto, deferralSeals }: Ports, { authority, token, grant, configuration, keys }: Asked, reason: DeferralReason) {
  const now = clock.now()
  const transaction = deferralSeals.transactionId(token, grant.offer)
  return {
    authority: authority.id,
    offer: grant.offer,
    lookup: deferralSeals.lookupOf(transaction),
    configurationId: configuration.id,
    holderHashes: holderHashes(crypto, keys),
    sealedHolders: deferralSeals.seal(transaction, grant.offer, [keys.first, ...keys.others]),
    readyAt: plus(now, deferralInterval),
    expiresAt: plus(now, deferralLifetime),
    nonces: [keys.nonce, ...keys.otherNonces],
    reason,
    now,
  }
}

/** The same request once more: its answer was lost, or the wallet asks at the wrong door. */
async function deferredBefore(ports: Ports, { authority, token, grant, configuration, keys }: Asked): Promise<Deferred> {
  const deferral = await ports.deferrals.ofToken(authority.id, ports.seals.ofToken(token).lookup, ports.clock.now())
  const transactionId = ports.deferralSeals.transactionId(token, grant.offer)
  const isSame = deferral !== null && deferral.state === 'waiting' && deferral.configurationId === configuration.id && deferral.holderHashes === holderHashes(ports.crypto, keys)
  if (!isSame || deferral.lookup !== ports.deferralSeals.lookupOf(transactionId)) throw new Refusal('credential_request_denied', { detail: 'nothing waits for these keys' })
  return { kind: 'deferred', transactionId, interval: deferralInterval }
}
