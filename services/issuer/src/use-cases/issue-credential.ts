import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import type { CredentialRequest } from '@counterfoil/shared/oid4vci/credential-request'
import { step } from '@counterfoil/service-kit/system/steps'
import type { Authority } from '../domain/authority.ts'
import type { AccessToken } from '../domain/credential-offer.ts'
import type { CredentialSigner, DeferralSeals, DeferredIssuances, Grant, RecordSource, TokenSeals } from '../ports.ts'
import { commitCredentials, signAll, type CommitPorts, type Issued } from './commit-credentials.ts'
import { deferOrRead, type Deferred } from './defer-issuing.ts'
import { claimsGranted, findGrant } from './find-grant.ts'
import { judgeProofs } from './judge-proofs.ts'
import type { RecordPorts } from './read-record-again.ts'

interface Ports extends CommitPorts {
  readonly signer: CredentialSigner
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly deferrals: DeferredIssuances
  readonly deferralSeals: DeferralSeals
  readonly records: RecordSource
  readonly gaps: RecordPorts['gaps']
  readonly onRecordAway: (error: unknown) => void
}

export interface IssuingRequest {
  readonly authority: Authority
  readonly token: AccessToken
  /** Parsed only once the token is known to be good. */
  readonly parse: () => CredentialRequest
}

/**
 * Issues the credential of a type that a token is for, for each key that is proven: judge the proofs, commit the counterfoil, sign, answer. A
 * repeated request of the same token and keys gets the same credentials again, with the same status indices. A type whose record is read
 * now may have to wait instead. Refuses `token_invalid`, `unknown_credential_configuration`,
 * `unknown_credential_identifier`, `invalid_credential_request`, `credential_request_denied`, `invalid_proof`, `invalid_nonce`. @see OpenID4VCI 1.0, section 8
 */
export function issueCredential(ports: Ports) {
  // A request that comes while another of its token is under way did not come because an answer was lost.
  const underWay = new Map<string, number>()
  return async ({ authority, token, parse }: IssuingRequest): Promise<Issued | Deferred> => {
    const ofToken = ports.seals.ofToken(token)
    const { lookup } = ofToken
    const concurrent = underWay.get(lookup) ?? 0
    underWay.set(lookup, concurrent + 1)
    try {
      return await issue(ports, { authority, token, ofToken, lookup, concurrent: concurrent > 0, parse })
    } finally {
      const left = (underWay.get(lookup) ?? 1) - 1
      if (left === 0) underWay.delete(lookup)
      else underWay.set(lookup, left)
    }
  }
}

interface BegunRequest extends IssuingRequest {
  readonly ofToken: TokenSeals
  readonly lookup: string
  readonly concurrent: boolean
}

async function issue(ports: Ports, { concurrent, ...request }: BegunRequest): Promise<Issued | Deferred> {
  const { authority } = request
  const now = ports.clock.now()
  const first = await ports.offers.grantOf(authority.id, request.lookup, now)
  step('credential.read')
  if (first === null) throw new Refusal('token_invalid')
  const { proofType, proofs, ...asked } = request.parse()
  const { configuration, grant, token, ofToken } = await findGrant(ports, { ...request, first, now }, asked)
  const keys = judgeProofs(ports.crypto, { authority, client: grant.clientId, now, policy: configuration.type.keyAttestation }, { proofType, proofs })
  const found = configuration.type.issuing === undefined ? { kind: 'read' as const, claims: openDraft(ofToken, grant) } : await deferOrRead(ports, { authority, token, grant, configuration, keys })
  if (found.kind === 'deferred') return found
  const claims = claimsGranted(grant, configuration, found.claims)
  const committed = await commitCredentials(ports, { authority, lookup: ofToken.lookup, concurrent }, { grant, configuration, keys, claims: found.claims })
  const credentials = await signAll(ports.signer, { authority, configuration, claims, keys }, committed)
  step('credential.signed')
  return { kind: 'issued', credentials, notificationId: ofToken.notificationId(committed.counterfoil.id) }
}

function openDraft(ofToken: TokenSeals, { offer, draft }: Grant) {
  if (draft === null) throw new Refusal('credential_request_denied', { detail: 'the draft is gone' })
  return ofToken.open(offer, draft)
}
