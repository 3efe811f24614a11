import { findHeldKey } from '@counterfoil/shared/did/held-key'
import { isJsonObject } from '@counterfoil/shared/kernel/json'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { CredentialRequest } from '@counterfoil/shared/oid4vci/credential-request'
import type { Authority } from '../../domain/authority.ts'
import type { CredentialOffers, CredentialSigner, DeferralSeals, DeferredIssuances, Grant } from '../../ports.ts'
import type { StatusService } from '../../ports/outside.ts'
import type { CommitPorts, Issued } from '../commit-credentials.ts'
import { issueCredential } from '../issue-credential.ts'
import { acceptOutsideToken, nonceOf, type OutsideTokenPorts } from './accept-outside-token.ts'
import { govukConfiguration } from './make-govuk-offer.ts'

interface Ports extends OutsideTokenPorts, Pick<CommitPorts, 'crypto' | 'publisher'> {
  readonly counterfoils: CommitPorts['counterfoils']
  readonly signer: CredentialSigner
  readonly deferrals: DeferredIssuances
  readonly deferralSeals: DeferralSeals
  readonly status: StatusService
  readonly onRecordAway: (error: unknown) => void
}

/** What is refused to another key than the one that had a token's credential, and to who comes at the same moment. */
const ofUsedToken: ReadonlySet<string> = new Set(['invalid_nonce', 'credential_request_denied'])

/** Who signs key proofs, as its documentation names it. */
const walletClient = 'urn:fdc:gov:uk:wallet'

/**
 * Issues to the GOV.UK Wallet, in the words of draft 14 of OpenID4VCI: one `proof`, whose nonce the access token carries, and no configuration, for
 * the token's identifier names the offer. From there it is issued as to any other wallet, and the token is used by the unit that does. Refuses what `issueCredential` refuses.
 */
export function issueToGovuk(ports: Ports) {
  const accept = acceptOutsideToken(ports)
  return async (authority: Authority, jwt: string, parse: () => unknown): Promise<Issued> => {
    const { token, outside } = await accept(authority, jwt)
    const grant = await ports.offers.grantOf(authority.id, ports.seals.ofToken(token).lookup, ports.clock.now())
    const configuration = grant === null ? null : govukConfiguration(ports.configurations, grant.typeId)
    if (grant === null || configuration === null) throw new Refusal('token_invalid')
    const request = draft14Request(parse(), configuration.id)
    const statusAt = await ports.status.placeFor(authority, grant.offer, configuration.type.validityDays)
    const issue = issueCredential({
      ...ports,
      offers: forWallet(ports.offers),
      crypto: { ...ports.crypto, outsideNonce: (nonce) => (nonce === outside.nonce ? nonceOf(outside) : null), heldKey },
      signer: statusAt === null ? ports.signer : { sign: (credential) => ports.signer.sign({ ...credential, statusAt }) },
    })
    const issued = await issue({ authority, token, parse: () => request }).catch(async (error: unknown) => {
      if (error instanceof Refusal && ofUsedToken.has(error.code) && (await ports.isSpent(nonceOf(outside)))) throw new Refusal('token_invalid', { detail: 'used before', cause: error })
      throw error
    })
    if (issued.kind !== 'issued') throw new Refusal('credential_request_denied', { detail: 'the wallet cannot wait' })
    return issued
  }
}

/** Proofs come from this one client. */
const forWallet = (offers: CredentialOffers): CredentialOffers => ({
  ...offers,
  grantOf: async (...asked): Promise<Grant | null> => {
    const grant = await offers.grantOf(...asked)
    return grant === null ? null : { ...grant, clientId: walletClient }
  },
})

/** A `kid` that is the DID itself, whose one key is meant. */
const heldKey = (kid: string) => findHeldKey(kid.startsWith('did:key:') && !kid.includes('#') ? `${kid}#${kid.slice('did:key:'.length)}` : kid)

/** @see OpenID4VCI, draft 14, section 8.2 */
function draft14Request(body: unknown, configurationId: string): CredentialRequest {
  if (!isJsonObject(body)) throw new Refusal('invalid_credential_request', { detail: 'not an object' })
  const { proof } = body
  if (!isJsonObject(proof) || proof['proof_type'] !== 'jwt' || typeof proof['jwt'] !== 'string') throw new Refusal('invalid_proof', { detail: 'no proof of type jwt' })
  return { configurationId, identifier: null, proofType: 'jwt', proofs: [proof['jwt']], responseEncryption: null }
}
