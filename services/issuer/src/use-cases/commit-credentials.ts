import { equalBytes } from '../domain/equal-bytes.ts'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../domain/authority.ts'
import { validityDates, type Counterfoil, type StatusPlace } from '../domain/counterfoil.ts'
import { endOf } from '../domain/last-day.ts'
import type { CredentialCopy } from '../domain/credential-copy.ts'
import type { Counterfoils, CredentialOffers, CredentialSigner, DraftSeals, Grant, IssuedBefore, ProofCrypto, Remembered, RememberedBatch } from '../ports.ts'
import { applyChanged } from './apply-changed.ts'
import type { ProvenKeys } from './judge-proofs.ts'
import type { StatusPublisher } from './publish-status-list.ts'

export interface CommitPorts {
  readonly clock: Clock
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
  readonly counterfoils: Counterfoils
  readonly crypto: ProofCrypto
  readonly publisher: Pick<StatusPublisher, 'apply' | 'doubt'>
}

/** What a wallet gets. */
export interface Issued {
  readonly kind: 'issued'
  /** One for each key that was proven. */
  readonly credentials: readonly string[]
  readonly notificationId: string
}

/** A counterfoil, and where each key's credential has its status, in the order of the keys. */
export interface Committed {
  readonly counterfoil: Counterfoil
  readonly places: readonly StatusPlace[]
}

interface CommitRequest {
  readonly authority: Authority
  /** Of the access token. */
  readonly lookup: string
  /** Whether another request of the same token is under way: then this one did not come because an answer was lost. */
  readonly concurrent: boolean
}

interface Judged {
  readonly configuration: CredentialConfiguration
  readonly keys: ProvenKeys
}

interface ToCommit extends Judged {
  readonly grant: Grant
  readonly claims: JsonObject
}

/** Commits the counterfoil of a grant, or finds the one that was committed before. Refuses `credential_request_denied`, `invalid_nonce`, `token_invalid`. */
export const commitCredentials = (ports: CommitPorts, request: CommitRequest, { grant, claims, ...judged }: ToCommit): Promise<Committed> =>
  grant.issued === null ? commitFirst(ports, request, { grant, claims, ...judged }) : commitAgain(ports, request.authority, { issued: grant.issued, ...judged, repeatable: !request.concurrent })

/** Signs a credential for each key. */
export async function signAll(
  signer: CredentialSigner,
  { keys, ...facts }: { readonly authority: Authority; readonly configuration: CredentialConfiguration; readonly claims: JsonObject; readonly keys: ProvenKeys },
  { counterfoil, places }: Committed,
): Promise<readonly string[]> {
  const holders = [keys.first, ...keys.others]
  return Promise.all(places.map(async (place, order) => signer.sign({ ...facts, counterfoil, place, holder: holders[order] ?? keys.first })))
}

async function commitFirst(ports: CommitPorts, { authority, lookup }: CommitRequest, { grant, configuration, keys, claims }: ToCommit): Promise<Committed> {
  const now = ports.clock.now()
  const dates = validityDates(now, configuration.type.validityDays, endOf(configuration.type, claims, now))
  if (dates.expiresAt <= now) throw new Refusal('credential_request_denied', { detail: 'its last day has passed since it was offered' })
  const toRemember = {
    authority: authority.id,
    offer: grant.offer,
    configurationId: configuration.id,
    person: grant.person,
    nonce: keys.nonce,
    holderHash: ports.crypto.holderHash(keys.first),
    ...dates,
    now,
  }
  step('credential.before-commit')
  const { others, otherNonces } = keys
  const remembered =
    others.length === 0 && otherNonces.length === 0
      ? withoutCopies(await ports.counterfoils.remember(toRemember))
      : await ports.counterfoils.rememberBatch({ ...toRemember, otherNonces, copies: others.map((key) => ports.crypto.holderHash(key)) })
  step('credential.committed')
  if (remembered.outcome === 'remembered' && remembered.replaced !== undefined) await applyChanged(ports, authority.id, remembered.replaced)
  if (remembered.outcome === 'remembered') return { counterfoil: remembered.counterfoil, places: [remembered.counterfoil, ...remembered.copies] }
  if (remembered.outcome === 'nonce_spent') throw new Refusal('invalid_nonce')
  const winner = (await ports.offers.grantOf(authority.id, lookup, now))?.issued
  if (winner === undefined || winner === null) throw new Refusal('token_invalid')
  return commitAgain(ports, authority, { issued: winner, configuration, keys, repeatable: false })
}

const withoutCopies = (remembered: Remembered): RememberedBatch => (remembered.outcome === 'remembered' ? { ...remembered, copies: [] } : remembered)

/** The same credentials for the same keys, or the same facts in another format, with the same status. The nonces are spent anew, unless this is the very request whose answer was lost: its nonces were spent together. */
async function commitAgain(
  ports: CommitPorts,
  authority: Authority,
  { issued, configuration, keys, repeatable }: Judged & { readonly issued: IssuedBefore; readonly repeatable: boolean },
): Promise<Committed> {
  const { counterfoil } = issued
  const places = await placesOf(ports, authority, issued, keys)
  if (places === null) throw new Refusal('credential_request_denied', { detail: 'issued to another key' })
  const lostAnswer = repeatable && counterfoil.configurationId === configuration.id && equalBytes(issued.nonce, keys.nonce.value)
  if (!lostAnswer && !(await ports.counterfoils.spendNonces([keys.nonce, ...keys.otherNonces]))) throw new Refusal('invalid_nonce')
  return { counterfoil, places }
}

/** Where the credential of each key stands; null when there is a key that none was issued to. */
async function placesOf(ports: CommitPorts, authority: Authority, { counterfoil, holderHash }: IssuedBefore, { first, others }: ProvenKeys): Promise<Committed['places'] | null> {
  const hashes = [first, ...others].map((key) => ports.crypto.holderHash(key))
  const alone = hashes.every((hash) => hash === holderHash)
  const copies: readonly CredentialCopy[] = alone ? [] : await ports.counterfoils.copiesOf(authority.id, counterfoil.id)
  const places = hashes.map((hash) => (hash === holderHash ? counterfoil : copies.find((copy) => copy.holderHash === hash)))
  return places.every((place) => place !== undefined) ? places : null
}
