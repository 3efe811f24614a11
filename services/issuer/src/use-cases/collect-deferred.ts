import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { DeferredCredentialRequest } from '@counterfoil/shared/oid4vci/deferred-credential'
import type { LiveNonce } from '@counterfoil/shared/oid4vci/nonce'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../domain/authority.ts'
import type { AccessToken } from '../domain/credential-offer.ts'
import { deferralInterval, type DeferredIssuance, type TransactionId } from '../domain/deferred-issuance.ts'
import type { CredentialSigner, DeferralSeals, DeferredIssuances, Grant, RecordSource } from '../ports.ts'
import { commitCredentials, signAll, type CommitPorts, type Issued } from './commit-credentials.ts'
import type { Deferred } from './defer-issuing.ts'
import { claimsGranted } from './find-grant.ts'
import type { ProvenKeys } from './judge-proofs.ts'
import { readRecordAgain, type RecordPorts } from './read-record-again.ts'

interface Ports extends CommitPorts {
  readonly deferrals: DeferredIssuances
  readonly deferralSeals: DeferralSeals
  readonly records: RecordSource
  readonly gaps: RecordPorts['gaps']
  readonly onRecordAway: (error: unknown) => void
  readonly signer: CredentialSigner
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

export interface CollectingRequest {
  readonly authority: Authority
  readonly token: AccessToken
  /** Parsed only once the token is known to be good. */
  readonly parse: () => DeferredCredentialRequest
}

/** To be called when the answer has left for the wallet: from then on the transaction is over. */
export type Collected = Issued & { readonly answered: () => Promise<void> }

interface Collecting {
  readonly authority: Authority
  readonly token: AccessToken
  readonly lookup: string
  readonly deferral: DeferredIssuance
  readonly transactionId: TransactionId
}

/** Who asks sooner than told is remembered, as long as there aren't too many. */
const mostRemembered = 10_000

/**
 * Issues what had to wait: the council's record is read again, and what it says now is issued to the keys that were proven then. Not ready yet, it
 * is to be asked for again; asked too soon, nothing is done. Refuses `token_invalid`, `invalid_transaction_id`, `credential_request_denied`.
 * @see OpenID4VCI 1.0, section 9
 */
export function collectDeferred(ports: Ports) {
  const next = new Map<string, EpochSeconds>()
  const wait = (lookup: string, now: EpochSeconds): void => {
    if (next.size >= mostRemembered) next.clear()
    next.set(lookup, (now + deferralInterval) as EpochSeconds)
  }
  return async (request: CollectingRequest): Promise<Collected | Deferred> => {
    const now = ports.clock.now()
    const collecting = await find(ports, request, now)
    const { deferral, transactionId } = collecting
    if (deferral.state === 'ended') throw new Refusal('credential_request_denied', { detail: 'nothing comes of it any more' })
    const readyAt = Math.max(deferral.readyAt, next.get(deferral.lookup) ?? 0)
    if (now < readyAt) return { kind: 'deferred', transactionId, interval: readyAt - now }
    wait(deferral.lookup, now)
    const collected = await collect(ports, collecting, now)
    if (collected !== null) next.delete(deferral.lookup)
    return collected ?? { kind: 'deferred', transactionId, interval: deferralInterval }
  }
}

async function find(ports: Ports, { authority, token, parse }: CollectingRequest, now: EpochSeconds): Promise<Collecting> {
  const waitingFor = async (one: AccessToken) => {
    const { lookup } = ports.seals.ofToken(one)
    return { token: one, lookup, deferral: await ports.deferrals.ofToken(authority.id, lookup, now) }
  }
  const first = await waitingFor(token)
  if (first.deferral === null && (await ports.offers.grantOf(authority.id, first.lookup, now)) === null) throw new Refusal('token_invalid')
  const transactionId = parse().transactionId as TransactionId
  const wanted = ports.deferralSeals.lookupOf(transactionId)
  // What a token has of another type than its first waits beside that; after a refresh it may be the first.
  const { deferral, ...found } = first.deferral?.lookup === wanted ? first : await waitingFor(ports.seals.madeFor(token, transactionId))
  if (deferral === null || deferral.state === 'collected' || deferral.lookup !== wanted) throw new Refusal('invalid_transaction_id')
  return { authority, ...found, deferral, transactionId }
}

/** Null when it can't be issued yet. */
async function collect(ports: Ports, collecting: Collecting, now: EpochSeconds): Promise<Collected | null> {
  const { authority, token, lookup, deferral } = collecting
  const grant = await ports.offers.grantOf(authority.id, lookup, now)
  step('deferred.read')
  const configuration = ports.configurations.get(deferral.configurationId)
  if (grant === null || configuration === undefined || deferral.expiresAt <= now) throw new Refusal('credential_request_denied', { detail: 'its time is over' })
  const read = await readRecordAgain(ports, { authority, person: grant.person, type: configuration.type, record: grant.record })
  if ('missing' in read) {
    if (read.missing !== 'record_gone' || grant.issued !== null) return null
    await ports.deferrals.end(authority.id, deferral.offer, now)
    throw new Refusal('credential_request_denied', { detail: read.missing })
  }
  const keys = keysOf(ports, collecting)
  const claims = claimsGranted(grant, configuration, read.claims)
  const committed = await commitOnce(ports, collecting, { grant, configuration, keys, claims: read.claims })
  const credentials = await signAll(ports.signer, { authority, configuration, claims, keys }, committed)
  step('credential.signed')
  return { kind: 'issued', credentials, notificationId: ports.seals.ofToken(token).notificationId(committed.counterfoil.id), answered: () => ports.deferrals.confirmCollected(deferral.offer) }
}

/** The keys that were proven; the transaction takes the place of the nonce that was spent then, so that it, too, is spent once. */
function keysOf({ deferralSeals }: Ports, { deferral, transactionId }: Collecting): ProvenKeys {
  if (deferral.sealedHolders === null) throw new Refusal('invalid_transaction_id')
  const [first, ...others] = deferralSeals.open(transactionId, deferral.offer, deferral.sealedHolders)
  if (first === undefined) throw new Error('An issuing waits for no key.')
  const nonce: LiveNonce = { value: deferralSeals.nonceOf(deferral.lookup), expiresAt: deferral.expiresAt }
  return { first, others, nonce, otherNonces: [] }
}

/** Who asks twice at once gets the same twice. */
async function commitOnce(ports: Ports, { authority, lookup }: Collecting, judged: Parameters<typeof commitCredentials>[2]) {
  const commit = (grant: Grant) => commitCredentials(ports, { authority, lookup, concurrent: false }, { ...judged, grant })
  try {
    return await commit(judged.grant)
  } catch (error) {
    const now = error instanceof Refusal && error.code === 'invalid_nonce' ? await ports.offers.grantOf(authority.id, lookup, ports.clock.now()) : null
    if (now?.issued === null || now === null) throw error
    return commit(now)
  }
}
