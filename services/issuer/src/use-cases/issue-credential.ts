import { equalBytes } from '../domain/equal-bytes.ts'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { CredentialRequest } from '@counterfoil/shared/oid4vci/credential-request'
import { verifyKeyProof, type KeyProof } from '@counterfoil/shared/oid4vci/key-proof'
import { readNonce, type LiveNonce } from '@counterfoil/shared/oid4vci/nonce'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../domain/authority.ts'
import { validityDates, type Counterfoil } from '../domain/counterfoil.ts'
import type { AccessToken } from '../domain/credential-offer.ts'
import type { Counterfoils, CredentialOffers, CredentialSigner, DraftSeals, Grant, IssuedBefore, ProofCrypto } from '../ports.ts'

interface Ports {
  readonly clock: Clock
  readonly seals: DraftSeals
  readonly offers: CredentialOffers
  readonly counterfoils: Counterfoils
  readonly crypto: ProofCrypto
  readonly signer: CredentialSigner
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
}

export interface IssuedCredential {
  readonly credential: string
  readonly notificationId: string
}

export interface IssuingRequest {
  readonly authority: Authority
  readonly token: AccessToken
  /** Parsed only once the token is known to be good. */
  readonly parse: () => CredentialRequest
}

/**
 * Issues the one credential of a grant: judge the proof, commit the counterfoil, sign, answer. A repeated request of the
 * same token and key gets the same credential again, with the same status index. Refuses `token_invalid`,
 * `unknown_credential_configuration`, `credential_request_denied`, `invalid_proof`, `invalid_nonce`.
 * @see OpenID4VCI 1.0, section 8
 */
export function issueCredential(ports: Ports) {
  // A request that comes while another of its token is under way did not come because an answer was lost.
  const underWay = new Map<string, number>()
  return async ({ authority, token, parse }: IssuingRequest): Promise<IssuedCredential> => {
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

async function issue(ports: Ports, request: IssuingRequest & { readonly lookup: string; readonly concurrent: boolean }): Promise<IssuedCredential> {
  const { authority, token, lookup } = request
  const now = ports.clock.now()
  const grant = await ports.offers.grantOf(authority.id, lookup, now)
  step('credential.read')
  if (grant === null) throw new Refusal('token_invalid')
  const { configurationId, proofs } = request.parse()
  const configuration = mustAllow(ports.configurations.get(configurationId), grant)
  const [compact, ...more] = proofs
  if (compact === undefined || more.length > 0) throw new Refusal('invalid_proof', { detail: 'one proof, for one credential' })
  const mac = ports.crypto.nonceMac(authority.id)
  const proof = verifyKeyProof(compact, { issuer: authority.identifier, now }, { ...ports.crypto, readNonce: (nonce) => readNonce(nonce, now, mac) })
  if (grant.draft === null) throw new Refusal('credential_request_denied', { detail: 'the draft is gone' })
  const claims = ports.seals.open(token, grant.offer, grant.draft)
  const counterfoil =
    grant.issued === null
      ? await issueFirst(ports, request, { grant, configuration, proof })
      : await issueAgain(ports, grant.issued, { configuration, proof, repeatable: !request.concurrent })
  const credential = await ports.signer.sign({ authority, configuration, counterfoil, claims, holder: proof.jwk })
  step('credential.signed')
  return { credential, notificationId: ports.seals.notificationId(token, counterfoil.id) }
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
  readonly proof: KeyProof<LiveNonce>
}

async function issueFirst(
  ports: Ports,
  request: IssuingRequest & { readonly lookup: string },
  { grant, configuration, proof }: Judged & { readonly grant: Grant },
): Promise<Counterfoil> {
  const now = ports.clock.now()
  step('credential.before-commit')
  const remembered = await ports.counterfoils.remember({
    authority: request.authority.id,
    offer: grant.offer,
    configurationId: configuration.id,
    person: grant.person,
    nonce: proof.nonce,
    holderHash: ports.crypto.holderHash(proof.jwk),
    ...validityDates(now, configuration.type.validityDays),
    now,
  })
  step('credential.committed')
  if (remembered.outcome === 'remembered') return remembered.counterfoil
  if (remembered.outcome === 'nonce_spent') throw new Refusal('invalid_nonce')
  const winner = (await ports.offers.grantOf(request.authority.id, request.lookup, now))?.issued
  if (winner === undefined || winner === null) throw new Refusal('token_invalid')
  return issueAgain(ports, winner, { configuration, proof, repeatable: false })
}

/** The same credential for the same key. The nonce is spent anew, unless this is the very request whose answer was lost. */
async function issueAgain(ports: Ports, issued: IssuedBefore, { configuration, proof, repeatable }: Judged & { readonly repeatable: boolean }): Promise<Counterfoil> {
  const same = issued.counterfoil.configurationId === configuration.id && issued.holderHash === ports.crypto.holderHash(proof.jwk)
  if (!same) throw new Refusal('credential_request_denied', { detail: 'issued to another key' })
  const lostAnswer = repeatable && equalBytes(issued.nonce, proof.nonce.value)
  if (!lostAnswer && !(await ports.counterfoils.spendNonce(proof.nonce))) throw new Refusal('invalid_nonce')
  return issued.counterfoil
}
