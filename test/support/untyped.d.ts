// Libraries without types of their own, as far as tests call them.
declare module 'jsonld' {
  interface Options {
    readonly documentLoader: (url: string) => Promise<object>
    readonly safe: true
  }
  const jsonld: { expand(document: object, options: Options): Promise<readonly Readonly<Record<string, unknown>>[]> }
  export default jsonld
}

declare module '@digitalbazaar/vc' {
  /** Throws the first rule of the W3C's data model that a credential breaks. */
  // oxlint-disable-next-line no-underscore-dangle -- the library's own name
  export function _checkCredential(options: { readonly credential: object; readonly now?: Date }): void
  export function defaultDocumentLoader(url: string): Promise<object>
}

declare module '@digitalbazaar/oid4-client' {
  type Members = Readonly<Record<string, unknown>>
  interface Signer {
    readonly id: string
    readonly algorithm: string
    sign(what: { readonly data: Uint8Array }): Promise<Uint8Array>
  }
  export class OID4Client {
    constructor(options: { readonly accessToken: string; readonly authorizationDetails: readonly Members[]; readonly issuerConfig: Members; readonly offer: Members })
    requestCredentials(asked: { readonly requests?: readonly Members[]; readonly format?: string; readonly nonce?: string; readonly did?: string; readonly didProofSigner?: Signer }): Promise<{ readonly credentials: readonly string[] }>
  }
  export function getCredentialOffer(options: { readonly url: string }): Promise<Members>
  export function signJWT(options: { readonly payload: Members; readonly protectedHeader: Members; readonly signer: Signer }): Promise<string>
  export function robustDiscoverIssuer(options: { readonly issuer: string }): Promise<Members>
  interface KeyLookup {
    readonly certificatePublicKey?: CryptoKey
  }
  export const oid4vp: {
    readonly authzRequest: {
      get(options: { readonly url: string; readonly getTrustedCertificates: () => readonly string[]; readonly getVerificationKey: (lookup: KeyLookup) => CryptoKey | undefined }): Promise<{ readonly authorizationRequest: Members }>
    }
    readonly authzResponse: {
      create(options: { readonly authorizationRequest: Members; readonly vpToken: unknown; readonly vpTokenMediaType: string }): Promise<{ readonly authorizationResponse: Record<string, string> }>
    }
  }
}

// Its own types bring those of a second way to drive browsers.
declare module 'lighthouse' {
  export interface Audit {
    readonly id: string
    readonly title: string
    readonly score: number | null
    readonly numericValue?: number
    readonly details?: { readonly items?: readonly Readonly<Record<string, unknown>>[] }
  }
  interface Judgement {
    readonly categories: Readonly<Record<string, { readonly score: number | null; readonly auditRefs: readonly { readonly id: string; readonly weight: number }[] }>>
    readonly audits: Readonly<Record<string, Audit>>
    readonly environment: { readonly benchmarkIndex: number }
    readonly runtimeError?: { readonly message: string }
  }
  interface Flags {
    readonly port: number
    readonly logLevel: 'error'
    readonly onlyCategories: readonly string[]
    readonly formFactor: 'mobile'
    readonly throttlingMethod: 'simulate'
    readonly disableFullPageScreenshot: true
  }
  export default function lighthouse(url: string, flags: Flags): Promise<{ readonly lhr: Judgement } | undefined>
}
