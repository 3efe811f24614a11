/** How an authority says who it is when it asks. @see OpenID4VP 1.0, section 5.9.3 */
export type AskerPrefix = 'decentralized_identifier' | 'x509_hash' | 'x509_san_dns' | 'verifier_attestation' | 'redirect_uri'

/** How one sort of wallet is asked. A profile is data: it chooses, and no code is written for one. */
export interface RequestProfile {
  readonly id: string
  readonly clientId: AskerPrefix
  /** Which faces of the authority's key stand in the header of a Request Object. */
  readonly face: { readonly kid: boolean; readonly x5c: boolean }
  /** HAIP wants every answer encrypted; what a profile of its own may do without. */
  readonly isEncrypted: boolean
  /** Whether a wallet may tell what it can do, and have its own nonce signed. @see OpenID4VP 1.0, section 5.10 */
  readonly requestUriMethod: 'get' | 'post'
  /** What opens any installed wallet. */
  readonly scheme: 'openid4vp' | 'haip-vp'
  /** Whether the request carries the authority's accreditation. @see OpenID4VP 1.0, section 5.11 */
  readonly verifierInfo: boolean
  /** Whether its wallets let a holder authorise transactions. */
  readonly transactionData: boolean
}

export type ResponseMode = 'direct_post' | 'direct_post.jwt' | 'dc_api' | 'dc_api.jwt'

/** Ours: an identity of the ledger, with its certificate beside it. */
const open = {
  id: 'open',
  clientId: 'decentralized_identifier',
  face: { kid: true, x5c: true },
  isEncrypted: true,
  requestUriMethod: 'post',
  scheme: 'openid4vp',
  verifierInfo: true,
  transactionData: true,
} as const satisfies RequestProfile

/** Wallets that know the authority by its certificate alone. */
const certified = { ...open, face: { kid: false, x5c: true } } as const satisfies RequestProfile

/** The profiles that a form may be asked with. */
export const requestProfiles = {
  open,
  /** @see OpenID4VC High Assurance Interoperability Profile 1.0, section 5 */
  haip: { ...certified, id: 'haip', clientId: 'x509_hash', scheme: 'haip-vp' },
  /** Wallets that trust the name of a web site under a certificate. */
  dns: { ...certified, id: 'dns', clientId: 'x509_san_dns' },
  /** The wallet of the Swiss trust infrastructure. @see https://swiyu-admin-ch.github.io/specifications */
  swiyu: { ...open, id: 'swiyu', face: { kid: true, x5c: false }, requestUriMethod: 'get', verifierInfo: false, transactionData: false },
  /** Wallets that trust somebody who attests verifiers. */
  attested: { ...open, id: 'attested', clientId: 'verifier_attestation', face: { kid: false, x5c: false } },
  /** Wallets that trust nobody's signature: the request is unsigned, and its answer not encrypted. For trying things out. */
  unsigned: { ...open, id: 'unsigned', clientId: 'redirect_uri', face: { kid: false, x5c: false }, isEncrypted: false, requestUriMethod: 'get', verifierInfo: false },
} as const satisfies Readonly<Record<string, RequestProfile>>

export type RequestProfileId = keyof typeof requestProfiles
export const requestProfileIds = Object.keys(requestProfiles) as readonly RequestProfileId[]

/** How a form asks. */
export const profileOfForm = ({ requestProfile = 'open' }: { readonly requestProfile?: RequestProfileId | undefined }): RequestProfile => requestProfiles[requestProfile]

/** How the answer comes: posted by the wallet, or through the browser of the page that asks. @see OpenID4VP 1.0, sections 8.2 and 8.3, appendix A.2 */
export function responseModeOf({ isEncrypted }: RequestProfile, origin: string | null): ResponseMode {
  if (origin === null) return isEncrypted ? 'direct_post.jwt' : 'direct_post'
  return isEncrypted ? 'dc_api.jwt' : 'dc_api'
}

/** Whether a client identifier of this kind comes with a signature. @see OpenID4VP 1.0, section 5.9.3 */
export const isSigned = ({ clientId }: RequestProfile): boolean => clientId !== 'redirect_uri'
