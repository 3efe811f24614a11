import { isJsonObject, type JsonObject } from '../kernel/json.ts'
import { isReadable } from '../kernel/plain-text.ts'
import { parseUniqueJson } from '../kernel/strict-json.ts'
import { authorizationCodeGrant, preAuthorizedCodeGrant } from '../oauth/authorization-server-metadata.ts'

/** What a wallet must ask the citizen for beside the code. @see OpenID4VCI 1.0, section 4.1.1 */
export interface TxCodeDescription {
  readonly inputMode: 'numeric' | 'text'
  readonly length: number | null
  readonly description: string | null
}

/** An offer of one issuer with a pre-authorized code. */
export interface CredentialOffer {
  readonly credentialIssuer: string
  readonly configurationIds: readonly string[]
  readonly preAuthorizedCode: string
  readonly txCode: TxCodeDescription | null
  /** Which of the issuer's authorization servers takes the code, where it has several; absent in what was read. */
  readonly authorizationServer?: string | null
}

/** An offer of one issuer to whoever signs in there. */
export interface SignInOffer {
  readonly credentialIssuer: string
  readonly configurationIds: readonly string[]
  /** What the issuer wants to be told of where the offer came from. */
  readonly issuerState: string | null
}

export const isSignInOffer = (offer: CredentialOffer | SignInOffer): offer is SignInOffer => 'issuerState' in offer

/** The offer as it goes over the wire. @see OpenID4VCI 1.0, section 4.1.1 */
export const credentialOfferObject = (offer: CredentialOffer): JsonObject => ({
  credential_issuer: offer.credentialIssuer,
  credential_configuration_ids: offer.configurationIds,
  grants: {
    [preAuthorizedCodeGrant]: {
      'pre-authorized_code': offer.preAuthorizedCode,
      ...(typeof offer.authorizationServer === 'string' ? { authorization_server: offer.authorizationServer } : {}),
      ...(offer.txCode === null
        ? {}
        : {
            tx_code: {
              input_mode: offer.txCode.inputMode,
              ...(offer.txCode.length === null ? {} : { length: offer.txCode.length }),
              ...(offer.txCode.description === null ? {} : { description: offer.txCode.description }),
            },
          }),
    },
  },
})

/** An offer to whoever signs in, as it goes over the wire. @see OpenID4VCI 1.0, section 4.1.1 */
export const signInOfferObject = (offer: SignInOffer): JsonObject => ({
  credential_issuer: offer.credentialIssuer,
  credential_configuration_ids: offer.configurationIds,
  grants: { [authorizationCodeGrant]: offer.issuerState === null ? {} : { issuer_state: offer.issuerState } },
})

/** Reads an offer; null when it is none that this wallet can take. What needs no signing in comes first; unknown members are ignored. */
export function parseCredentialOffer(value: unknown): CredentialOffer | SignInOffer | null {
  if (!isJsonObject(value)) return null
  const { credential_issuer: credentialIssuer, credential_configuration_ids: ids, grants } = value
  if (typeof credentialIssuer !== 'string' || !Array.isArray(ids) || ids.length === 0 || ids.length > 20 || (grants !== undefined && !isJsonObject(grants))) return null
  if (ids.some((id) => typeof id !== 'string') || new Set(ids).size !== ids.length) return null
  // Where none is named it is for the server to say what it has, and there is no code.
  const grant = grants === undefined || Object.keys(grants).length === 0 ? { issuerState: null } : (parsePreAuthorized(grants[preAuthorizedCodeGrant]) ?? parseSignIn(grants[authorizationCodeGrant]))
  return grant === null ? null : { credentialIssuer, configurationIds: ids as string[], ...grant }
}

function parsePreAuthorized(grant: unknown): Pick<CredentialOffer, 'preAuthorizedCode' | 'txCode'> | null {
  if (!isJsonObject(grant)) return null
  const code = grant['pre-authorized_code']
  if (typeof code !== 'string' || code === '') return null
  const txCode = grant['tx_code']
  if (txCode !== undefined && !isJsonObject(txCode)) return null
  return { preAuthorizedCode: code, txCode: txCode === undefined ? null : parseTxCode(txCode) }
}

function parseSignIn(grant: unknown): Pick<SignInOffer, 'issuerState'> | null {
  if (!isJsonObject(grant)) return null
  const state = grant['issuer_state']
  return state === undefined || typeof state === 'string' ? { issuerState: state ?? null } : null
}

const parseTxCode = ({ input_mode: inputMode, length, description }: JsonObject): TxCodeDescription => ({
  inputMode: inputMode === 'text' ? 'text' : 'numeric',
  length: typeof length === 'number' && Number.isInteger(length) && length > 0 && length <= 64 ? length : null,
  description: typeof description === 'string' && isReadable(description) ? description.slice(0, 300) : null,
})

/** A link that any wallet of the standard opens. @see OpenID4VCI 1.0, section 4.1.3 */
export const offerSchemeLink = (offerUri: string): string => `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(offerUri)}`

/** The same, with the offer in the link itself. @see OpenID4VCI 1.0, section 4.1.2 */
export const offerValueLink = (offer: JsonObject): string => `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`

/** The same for a wallet with a web address. */
export const offerWalletLink = (walletUrl: string, offerUri: string): string => `${walletUrl}/offer?credential_offer_uri=${encodeURIComponent(offerUri)}`

/** The same, with the offer in the link itself. */
export const offerWalletValueLink = (walletUrl: string, offer: JsonObject): string => `${walletUrl}/offer?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`

/** The same for a wallet that lasts as long as somebody sits at a computer that isn't theirs. */
export function sessionLink(walletLink: string): string {
  const link = new URL(walletLink)
  link.pathname = link.pathname.replace(/\/offer$/, '/session')
  return link.href
}

/** Where a wallet with a web address takes citizens back from an issuer's sign-in. */
export const walletReturnPath = '/collected'

/** Below an issuer's identifier: where its citizens freeze what was on a device that is gone. Our own. */
export const freezePath = '/freeze'

/** What an offer link carries: the offer itself, or where it lies. */
export type OfferLink = { readonly by: 'value'; readonly offer: CredentialOffer | SignInOffer } | { readonly by: 'reference'; readonly uri: string }

/** Reads the query of an offer link; null unless it carries exactly one of the two forms. @see OpenID4VCI 1.0, section 4.1 */
export function parseOfferQuery(query: URLSearchParams): OfferLink | null {
  const values = query.getAll('credential_offer')
  const references = query.getAll('credential_offer_uri')
  if (values.length + references.length !== 1) return null
  const [uri] = references
  if (uri !== undefined) return { by: 'reference', uri }
  const parsed = parseUniqueJson(values[0] ?? '')
  const offer = 'fault' in parsed ? null : parseCredentialOffer(parsed.value)
  return offer === null ? null : { by: 'value', offer }
}
